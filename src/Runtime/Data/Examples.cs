using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// One side of a data set, the inputs or the targets: any number of examples, of which a batch is put together on demand.
/// Derive from it for data that does not fit in memory; <see cref="Examples"/> has the usual kinds.
/// </summary>
/// <typeparam name="TTensor">The tensor that holds a batch: <see cref="Tensor{TShape}"/> or <see cref="Labels"/>.</typeparam>
public abstract class Examples<TTensor> where TTensor : Tensor
{
    /// <summary>The number of examples.</summary>
    public abstract int Count { get; }

    /// <summary>A tensor for a batch of <paramref name="count"/> examples, to be filled again and again.</summary>
    /// <param name="count">The number of examples.</param>
    /// <param name="elementType">The type of its numbers; labels are always Int64.</param>
    /// <param name="device">Where it lives.</param>
    public abstract TTensor CreateBatch(int count, ElementType elementType = ElementType.Float32, Device device = default);

    /// <summary>
    /// Writes the examples with these numbers to the batch, one after the other. A loader calls it from threads of its own, maybe several
    /// at once, each with a batch of its own. It should allocate nothing.
    /// </summary>
    /// <param name="indices">As many numbers, each from 0 to <see cref="Count"/> - 1, as the batch has examples.</param>
    /// <param name="batch">A tensor from <see cref="CreateBatch"/>, in float32 and on the CPU.</param>
    public abstract void Read(ReadOnlySpan<int> indices, TTensor batch);

    /// <summary>
    /// Writes the examples as they are in an epoch, for those that change from one to the next. Anything else is the same in every epoch.
    /// </summary>
    /// <param name="indices">As many numbers, each from 0 to <see cref="Count"/> - 1, as the batch has examples.</param>
    /// <param name="epoch">The number of the epoch.</param>
    /// <param name="batch">A tensor from <see cref="CreateBatch"/>, in float32 and on the CPU.</param>
    public virtual void Read(ReadOnlySpan<int> indices, int epoch, TTensor batch) => Read(indices, batch);

    /// <summary>The examples with these numbers, in this order. A number may stand there more than once. Copies nothing.</summary>
    /// <exception cref="ArgumentException">There are no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no example.</exception>
    public Examples<TTensor> Select(params ReadOnlySpan<int> indices) => Selected(Parts.Checked(indices, Count));

    /// <summary>The same, of numbers that are right.</summary>
    internal virtual Examples<TTensor> Selected(int[] indices) => new SelectedExamples<TTensor>(this, indices);
}

/// <summary>Examples that lie in arrays.</summary>
public static class Examples
{
    /// <summary>
    /// Bytes, such as the grey values of pixels, kept as bytes and turned to numbers when a batch is made: (value / 255 - mean) /
    /// deviation.
    /// </summary>
    /// <typeparam name="TShape">The shape of an example; its elements lie in this order.</typeparam>
    /// <param name="values">All examples, one after the other. Not copied.</param>
    /// <param name="mean">The mean to subtract, in parts of 255.</param>
    /// <param name="deviation">The standard deviation to divide by, in parts of 255.</param>
    /// <exception cref="ArgumentException">The length is no multiple of an example's, or the deviation is not above zero.</exception>
    public static Examples<Tensor<TShape>> Bytes<TShape>(byte[] values, float mean = 0, float deviation = 1) where TShape : IShape =>
        new ByteExamples<TShape>(values, new Normalization([mean], [deviation]));

    /// <summary>
    /// Bytes of several channels, such as the red, green and blue of pixels, kept as bytes and turned to numbers when a batch is made:
    /// (value / 255 - mean) / deviation, with mean and deviation of the value's channel.
    /// </summary>
    /// <typeparam name="TShape">The shape of an example; its elements lie in this order, channel after channel.</typeparam>
    /// <param name="values">All examples, one after the other. Not copied.</param>
    /// <param name="normalization">Means and deviations in parts of 255; those of one channel are for all values.</param>
    /// <exception cref="ArgumentException">The length is no multiple of an example's, or an example's no multiple of the channels.</exception>
    public static Examples<Tensor<TShape>> Bytes<TShape>(byte[] values, Normalization normalization) where TShape : IShape =>
        new ByteExamples<TShape>(values, normalization);

    /// <summary>Numbers, taken as they are.</summary>
    /// <typeparam name="TShape">The shape of an example; its elements lie in this order.</typeparam>
    /// <param name="values">All examples, one after the other. Not copied.</param>
    /// <exception cref="ArgumentException">The length is no multiple of an example's.</exception>
    public static Examples<Tensor<TShape>> Floats<TShape>(float[] values) where TShape : IShape => new FloatExamples<TShape>(values);

    /// <summary>Class numbers from 0 to <paramref name="classes"/> - 1.</summary>
    /// <param name="values">One label for each example.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ArgumentException">A label is out of range.</exception>
    public static Examples<Labels> Labels(ReadOnlySpan<byte> values, int classes)
    {
        var labels = new int[values.Length];
        for (int i = 0; i < labels.Length; i++) labels[i] = values[i];
        return Checked(labels, classes);
    }

    /// <inheritdoc cref="Labels(ReadOnlySpan{byte}, int)"/>
    public static Examples<Labels> Labels(ReadOnlySpan<int> values, int classes) => Checked(values.ToArray(), classes);

    /// <summary>Any number of classes for each example, as 1 in the places of its classes and 0 elsewhere.</summary>
    /// <typeparam name="TShape">One number for each class.</typeparam>
    /// <param name="classes">The classes of each example; none is allowed. Not copied.</param>
    /// <exception cref="ArgumentException">A class is out of range.</exception>
    public static Examples<Tensor<TShape>> MultiHot<TShape>(IReadOnlyList<int[]> classes) where TShape : IShape => new MultiHotExamples<TShape>(classes);

    private static LabelExamples Checked(int[] values, int classes)
    {
        int wrong = values.AsSpan().IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong < 0) return new LabelExamples(values);
        throw new ArgumentException(
            Invariant($"Label {values[wrong]} of example {wrong} is out of range: the {classes} classes are 0 to {classes - 1}."), nameof(values));
    }

    /// <summary>The number of examples in an array, or the error that it holds no whole number of them.</summary>
    internal static int CountOf<TShape>(int length) where TShape : IShape
    {
        int size = SizeOf<TShape>();
        if (length % size == 0) return length / size;
        var batch = ShapeMismatchException.FormatBatch<TShape>();
        throw new ArgumentException(Invariant($"{length} values are no whole number of examples {batch} of {size} values."));
    }

    /// <summary>Elements of a channel of an example, or the error that it has no such channels. One channel stands for all there are.</summary>
    internal static int PlaneOf<TShape>(int channels) where TShape : IShape
    {
        int size = SizeOf<TShape>();
        bool fits = channels == 1 || (TShape.Dimensions.Length == 1 ? size % channels == 0 : TShape.Dimensions[0] == channels);
        if (fits) return size / channels;
        var batch = ShapeMismatchException.FormatBatch<TShape>();
        throw new ArgumentException(Invariant($"A normalisation of {channels} channels does not fit examples {batch}."));
    }

    /// <summary>Elements of an example.</summary>
    internal static int SizeOf<TShape>() where TShape : IShape
    {
        int size = 1;
        foreach (int dimension in TShape.Dimensions) size = checked(size * dimension);
        return size;
    }
}
