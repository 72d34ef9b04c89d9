using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>Images as bytes, all of one size, and the class of each.</summary>
public sealed class LabelledImages
{
    private readonly float _mean;
    private readonly float _deviation;

    /// <param name="pixels">The grey values, image after image, row after row. Not copied.</param>
    /// <param name="labels">The class of each image. Not copied.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="mean">The mean grey value that <see cref="As"/> subtracts, in parts of 255.</param>
    /// <param name="deviation">The standard deviation that it divides by, in parts of 255.</param>
    /// <exception cref="ArgumentException">The pixels do not make up an image for each label.</exception>
    public LabelledImages(byte[] pixels, byte[] labels, int height, int width, int classes, float mean = 0, float deviation = 1)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.LongLength != (long)labels.Length * height * width)
        {
            throw new ArgumentException(
                Invariant($"{pixels.Length} pixels are not {labels.Length} images of {height}x{width}."), nameof(pixels));
        }

        Pixels = pixels;
        Labels = labels;
        Height = height;
        Width = width;
        Classes = classes;
        (_mean, _deviation) = (mean, deviation);
    }

    /// <summary>The grey values, image after image, row after row.</summary>
    public byte[] Pixels { get; }

    /// <summary>The class of each image.</summary>
    public byte[] Labels { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The grey values of one image, row after row.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * Height * Width, Height * Width);

    /// <summary>The images as a network's input: (value / 255 - mean) / deviation.</summary>
    /// <typeparam name="TInput">The network's input: 1x28x28, or 784 for a network that takes them flat.</typeparam>
    /// <exception cref="ShapeMismatchException">An image has another number of pixels.</exception>
    public Dataset<TInput, Labels> As<TInput>() where TInput : IShape
    {
        if (Examples.SizeOf<TInput>() != Height * Width)
            throw new ShapeMismatchException("images", ShapeMismatchException.FormatBatch<TInput>(), [Count, Height, Width]);
        return new Dataset<TInput, Labels>(Examples.Bytes<TInput>(Pixels, _mean, _deviation), Examples.Labels(Labels, Classes));
    }

    /// <summary>Some of the images as a batch of its own, which is the caller's to dispose of.</summary>
    /// <exception cref="ShapeMismatchException">An image has another number of pixels.</exception>
    public Tensor<TInput> Batch<TInput>(params ReadOnlySpan<int> indices) where TInput : IShape
    {
        var images = As<TInput>().Inputs;
        var batch = images.CreateBatch(indices.Length);
        images.Read(indices, batch);
        return batch;
    }
}
