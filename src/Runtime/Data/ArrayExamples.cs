namespace ModelDsl.Runtime.Data;

/// <summary>Bytes that become numbers when a batch is made, through a table of the 256 results of each channel.</summary>
internal sealed class ByteExamples<TShape> : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly byte[] _values;
    private readonly int _size = Examples.SizeOf<TShape>();
    private readonly int _plane;
    private readonly float[] _normalised;

    public ByteExamples(byte[] values, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(normalization);
        _values = values;
        Count = Examples.CountOf<TShape>(values.Length);
        _plane = Examples.PlaneOf<TShape>(normalization.Channels);
        _normalised = new float[256 * normalization.Channels];
        for (int i = 0; i < _normalised.Length; i++) _normalised[i] = normalization.Apply(i % 256 / 255f, i / 256);
    }

    public override int Count { get; }

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) =>
        Tensor<TShape>.Empty(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch)
    {
        var rows = HostMemory.Of<float>(batch);
        for (int row = 0; row < indices.Length; row++)
        {
            for (int offset = 0; offset < _size; offset += _plane)
            {
                var table = _normalised.AsSpan(offset / _plane * 256, 256);
                var from = _values.AsSpan(indices[row] * _size + offset, _plane);
                var to = rows.Slice(row * _size + offset, _plane);
                for (int i = 0; i < from.Length; i++) to[i] = table[from[i]];
            }
        }
    }
}

internal sealed class FloatExamples<TShape> : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly float[] _values;
    private readonly int _size = Examples.SizeOf<TShape>();

    public FloatExamples(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        Count = Examples.CountOf<TShape>(values.Length);
    }

    public override int Count { get; }

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) =>
        Tensor<TShape>.Empty(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch)
    {
        var rows = HostMemory.Of<float>(batch);
        for (int row = 0; row < indices.Length; row++)
            _values.AsSpan(indices[row] * _size, _size).CopyTo(rows.Slice(row * _size, _size));
    }
}

internal sealed class LabelExamples(int[] values) : Examples<Labels>
{
    public override int Count => values.Length;

    /// <summary>The class of each example.</summary>
    public ReadOnlySpan<int> Values => values;

    /// <exception cref="ArgumentException">One of the first labels is that of no class.</exception>
    public void Check(int count, int classes, string network)
    {
        int wrong = values.AsSpan(0, count).IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong >= 0)
            throw new ArgumentException(FormattableString.Invariant($"The label of example {wrong} is {values[wrong]}, but {network} tells {classes} classes apart, 0 to {classes - 1}."));
    }

    internal override Examples<Labels> Selected(int[] indices) => new LabelExamples(Array.ConvertAll(indices, index => values[index]));

    public override Labels CreateBatch(int count, ElementType elementType, Device device) => Labels.From(new long[count], device);

    public override void Read(ReadOnlySpan<int> indices, Labels batch)
    {
        var labels = HostMemory.Of<long>(batch);
        for (int i = 0; i < indices.Length; i++) labels[i] = values[indices[i]];
    }
}
