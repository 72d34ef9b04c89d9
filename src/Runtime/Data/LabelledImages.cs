using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>Images as bytes, all of one size, grey or with several channels, and the class of each.</summary>
public sealed class LabelledImages
{
    /// <summary>Grey images.</summary>
    /// <param name="pixels">The grey values, image after image, row after row. Not copied.</param>
    /// <param name="labels">The class of each image. Not copied.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="mean">The mean grey value that <see cref="As{TInput}()"/> subtracts, in parts of 255.</param>
    /// <param name="deviation">The standard deviation that it divides by, in parts of 255.</param>
    /// <exception cref="ArgumentException">The pixels do not make up an image for each label.</exception>
    public LabelledImages(byte[] pixels, byte[] labels, int height, int width, int classes, float mean = 0, float deviation = 1)
        : this(pixels, labels, 1, height, width, classes, new Normalization([mean], [deviation]))
    {
    }

    /// <summary>Images of any number of channels.</summary>
    /// <param name="pixels">The values, image after image, channel after channel, row after row. Not copied.</param>
    /// <param name="labels">The class of each image. Not copied.</param>
    /// <param name="channels">Channels of an image: 1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="normalization">What <see cref="As{TInput}()"/> does with the values once they are divided by 255.</param>
    /// <exception cref="ArgumentException">
    /// The pixels do not make up an image for each label, or the normalisation is for another number of channels.
    /// </exception>
    public LabelledImages(byte[] pixels, byte[] labels, int channels, int height, int width, int classes, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(normalization);
        if (pixels.LongLength != (long)labels.Length * channels * height * width)
        {
            var size = channels == 1 ? Invariant($"{height}x{width}") : Invariant($"{channels}x{height}x{width}");
            throw new ArgumentException(Invariant($"{pixels.Length} pixels are not {labels.Length} images of {size}."), nameof(pixels));
        }

        if (normalization.Channels != 1 && normalization.Channels != channels)
        {
            throw new ArgumentException(
                Invariant($"The images have {channels} channels, their normalisation {normalization.Channels}."), nameof(normalization));
        }

        Pixels = pixels;
        Labels = labels;
        Channels = channels;
        Height = height;
        Width = width;
        Classes = classes;
        Normalization = normalization;
    }

    /// <summary>The values, image after image, channel after channel, row after row.</summary>
    public byte[] Pixels { get; }

    /// <summary>The class of each image.</summary>
    public byte[] Labels { get; }

    /// <summary>Channels of an image: 1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>What <see cref="As{TInput}()"/> does with the values once they are divided by 255.</summary>
    public Normalization Normalization { get; }

    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    private int Size => Channels * Height * Width;

    /// <summary>The values of one image, channel after channel, row after row.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * Size, Size);

    /// <summary>The same images with another normalisation. Copies nothing.</summary>
    /// <exception cref="ArgumentException">The normalisation is for another number of channels.</exception>
    public LabelledImages NormalizedBy(Normalization normalization) => new(Pixels, Labels, Channels, Height, Width, Classes, normalization);

    /// <summary>Mean and standard deviation of each channel over all images, in parts of 255.</summary>
    public Normalization MeasureNormalization()
    {
        int plane = Height * Width;
        var (sums, squares) = (new double[Channels], new double[Channels]);
        var counts = new long[256];
        for (int channel = 0; channel < Channels; channel++)
        {
            Array.Clear(counts);
            for (int image = 0; image < Count; image++)
            {
                foreach (byte value in Pixels.AsSpan(image * Size + channel * plane, plane)) counts[value]++;
            }

            for (int value = 0; value < 256; value++)
            {
                sums[channel] += counts[value] * (value / 255.0);
                squares[channel] += counts[value] * (value / 255.0) * (value / 255.0);
            }
        }

        return Normalization.Of(sums, squares, (long)Count * plane);
    }

    /// <summary>The images as a network's input: (value / 255 - mean) / deviation, with mean and deviation of the value's channel.</summary>
    /// <typeparam name="TInput">The network's input: 3x32x32, or 3072 for a network that takes them flat.</typeparam>
    /// <exception cref="ShapeMismatchException">An image has another number of pixels, or they lie in other channels.</exception>
    public Dataset<TInput, Labels> As<TInput>() where TInput : IShape
    {
        if (!Fits(TInput.Dimensions))
        {
            long[] given = Channels == 1 ? [Count, Height, Width] : [Count, Channels, Height, Width];
            throw new ShapeMismatchException("images", ShapeMismatchException.FormatBatch<TInput>(), given);
        }

        return new Dataset<TInput, Labels>(Examples.Bytes<TInput>(Pixels, Normalization), Examples.Labels(Labels, Classes));
    }

    /// <summary>
    /// The images as a network's input, changed at random in each epoch while their values go from 0 to 1, and then normalised.
    /// </summary>
    /// <inheritdoc cref="As{TInput}()"/>
    /// <param name="seed">Decides, with the epoch and the image's number, what is drawn.</param>
    /// <param name="augmentations">What is changed, one after the other.</param>
    public Dataset<TInput, Labels> As<TInput>(int seed, params ReadOnlySpan<Augmentation> augmentations) where TInput : IShape =>
        NormalizedBy(Normalization.None).As<TInput>().Augmented(seed, augmentations).Normalized(Normalization);

    /// <summary>Some of the images as a batch of its own, which is the caller's to dispose of.</summary>
    /// <exception cref="ShapeMismatchException">An image has another number of pixels.</exception>
    public Tensor<TInput> Batch<TInput>(params ReadOnlySpan<int> indices) where TInput : IShape
    {
        var images = As<TInput>().Inputs;
        var batch = images.CreateBatch(indices.Length);
        images.Read(indices, batch);
        return batch;
    }

    private bool Fits(ReadOnlySpan<int> dimensions)
    {
        int size = 1;
        foreach (int dimension in dimensions) size *= dimension;
        return size == Size && (Channels == 1 || dimensions.Length != 3 || dimensions.SequenceEqual([Channels, Height, Width]));
    }
}
