namespace ModelDsl.Runtime.Data;

/// <summary>Examples whose values have the mean of their channel subtracted and are divided by its deviation.</summary>
internal sealed class NormalizedExamples<TShape>(Examples<Tensor<TShape>> examples, Normalization normalization) : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly int _plane = Examples.PlaneOf<TShape>(normalization.Channels);

    public override int Count => examples.Count;

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) => examples.CreateBatch(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch) => Read(indices, epoch: 0, batch);

    public override void Read(ReadOnlySpan<int> indices, int epoch, Tensor<TShape> batch)
    {
        examples.Read(indices, epoch, batch);
        var values = HostMemory.Of<float>(batch);
        for (int at = 0; at < values.Length; at += _plane) normalization.Apply(values.Slice(at, _plane), at / _plane % normalization.Channels);
    }
}
