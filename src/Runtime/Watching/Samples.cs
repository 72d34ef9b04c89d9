using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace ModelDsl.Runtime.Watching;

/// <summary>What a network makes of some images: for reports and event files.</summary>
public static class Samples
{
    /// <summary>The first images, each with the class that the network takes it for and how surely; where that is wrong, with the right one.</summary>
    /// <param name="network">Its output are probabilities, [N, classes].</param>
    /// <param name="images">Grey ones, or of red, green and blue.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="count">How many, if there are as many.</param>
    /// <exception cref="ArgumentException">There are not as many names as the network has outputs.</exception>
    public static IReadOnlyList<NamedPicture> Of<TInput, TOutput>(
        Network<TInput, TOutput> network, LabelledImages images, IReadOnlyList<string> classes, int count = 20)
        where TInput : IShape where TOutput : IShape
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        count = Math.Min(count, images.Count);
        using var batch = images.As<TInput>().Inputs.CreateBatch(count, network.ElementType, network.Device);
        using var read = images.Batch<TInput>([.. Enumerable.Range(0, count)]);
        batch.Dispatcher.Aten.CopyInPlace(batch.Handle, read.Handle);
        using var output = network.Predict(batch);
        using var plain = output.To(ElementType.Float32);
        float[][] answers = [.. plain.ToArray<float>().Chunk((int)(output.Length / count))];
        if (answers[0].Length != classes.Count)
            throw new ArgumentException(Invariant($"{network.Name} has {answers[0].Length} outputs, but there are names for {classes.Count} classes."), nameof(classes));
        return [.. answers.Select((answer, i) => new NamedPicture(
            Caption(answer, images.Labels[i], classes), new Picture(images.Image(i).ToArray(), images.Channels, images.Height, images.Width)))];
    }

    private static string Caption(float[] answer, int label, IReadOnlyList<string> classes)
    {
        int best = PredictionCount.Largest(answer);
        var caption = Invariant($"{classes[best]} {100 * answer[best]:0} %");
        return best == label ? caption : $"{caption}, not {classes[label]}";
    }
}
