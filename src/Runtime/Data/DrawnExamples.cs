using System.Buffers;

namespace ModelDsl.Runtime.Data;

/// <summary>Examples drawn from others, in each epoch anew.</summary>
/// <param name="whole">The others.</param>
/// <param name="count">How many are drawn.</param>
/// <param name="draw">Which one stands in an epoch at a place.</param>
internal sealed class DrawnExamples<TTensor>(Examples<TTensor> whole, int count, Func<int, int, int> draw) : Examples<TTensor> where TTensor : Tensor
{
    public override int Count => count;

    public override TTensor CreateBatch(int count, ElementType elementType, Device device) => whole.CreateBatch(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, TTensor batch) => Read(indices, epoch: 0, batch);

    public override void Read(ReadOnlySpan<int> indices, int epoch, TTensor batch)
    {
        var rented = ArrayPool<int>.Shared.Rent(indices.Length);
        var numbers = rented.AsSpan(0, indices.Length);
        for (int i = 0; i < numbers.Length; i++) numbers[i] = draw(epoch, indices[i]);
        whole.Read(numbers, epoch, batch);
        ArrayPool<int>.Shared.Return(rented);
    }
}

/// <summary>A number for each example, in each epoch another.</summary>
internal sealed class DrawnNumbers<TShape> : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly Func<int, int, float> _draw;

    public DrawnNumbers(int count, Func<int, int, float> draw)
    {
        (Count, _draw) = (count, draw);
        if (Examples.SizeOf<TShape>() != 1) throw new ShapeMismatchException("numbers", ShapeMismatchException.FormatBatch<TShape>(), [count, 1]);
    }

    public override int Count { get; }

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) => Tensor<TShape>.Empty(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch) => Read(indices, epoch: 0, batch);

    public override void Read(ReadOnlySpan<int> indices, int epoch, Tensor<TShape> batch)
    {
        var numbers = HostMemory.Of<float>(batch);
        for (int i = 0; i < indices.Length; i++) numbers[i] = _draw(epoch, indices[i]);
    }
}
