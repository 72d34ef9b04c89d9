namespace ModelDsl.Runtime.Data;

/// <summary>Bytes that become numbers when a batch is made, through a table of the 256 results.</summary>
internal sealed class ByteExamples<TShape> : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly byte[] _values;
    private readonly int _size = Examples.SizeOf<TShape>();
    private readonly float[] _normalised = new float[256];

    public ByteExamples(byte[] values, float mean, float deviation)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!(deviation > 0)) throw new ArgumentException($"The deviation must be above zero, not {deviation}.", nameof(deviation));
        _values = values;
        Count = Examples.CountOf<TShape>(values.Length);
        for (int value = 0; value < 256; value++) _normalised[value] = (value / 255f - mean) / deviation;
    }

    public override int Count { get; }

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) =>
        Tensor<TShape>.Empty(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch)
    {
        var rows = HostMemory.Of<float>(batch);
        var table = _normalised;
        for (int row = 0; row < indices.Length; row++)
        {
            var from = _values.AsSpan(indices[row] * _size, _size);
            var to = rows.Slice(row * _size, _size);
            for (int i = 0; i < from.Length; i++) to[i] = table[from[i]];
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

internal sealed class LabelExamples(byte[] values) : Examples<Labels>
{
    public override int Count => values.Length;

    /// <exception cref="ArgumentException">One of the first labels is that of no class.</exception>
    public void Check(int count, int classes, string network)
    {
        if (classes > byte.MaxValue) return;
        int wrong = values.AsSpan(0, count).IndexOfAnyInRange((byte)classes, byte.MaxValue);
        if (wrong >= 0)
            throw new ArgumentException(FormattableString.Invariant($"The label of example {wrong} is {values[wrong]}, but {network} tells {classes} classes apart, 0 to {classes - 1}."));
    }

    public override Labels CreateBatch(int count, ElementType elementType, Device device) => Labels.From(new long[count], device);

    public override void Read(ReadOnlySpan<int> indices, Labels batch)
    {
        var labels = HostMemory.Of<long>(batch);
        for (int i = 0; i < indices.Length; i++) labels[i] = values[indices[i]];
    }
}
