namespace ModelDsl.Runtime.Data;

/// <summary>A data set of images as it is published: a part to learn from, a part to be tested on, and the names of the classes.</summary>
/// <param name="Name">The data set's name: "MNIST".</param>
/// <param name="Classes">The name of each class.</param>
/// <param name="Train">The images to learn from.</param>
/// <param name="Test">The images to be tested on.</param>
public sealed record ImageSet(string Name, IReadOnlyList<string> Classes, LabelledImages Train, LabelledImages Test)
{
    /// <summary>The same images, both parts normalised by mean and deviation of each channel of the training images, which are measured.</summary>
    public ImageSet Normalized()
    {
        var normalization = Train.MeasureNormalization();
        return this with { Train = Train.NormalizedBy(normalization), Test = Test.NormalizedBy(normalization) };
    }
}
