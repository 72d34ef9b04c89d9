using System.Buffers;

namespace ModelDsl.Runtime.Data;

/// <summary>Some of other examples, by their numbers.</summary>
internal sealed class SelectedExamples<TTensor>(Examples<TTensor> whole, int[] selection) : Examples<TTensor> where TTensor : Tensor
{
    public override int Count => selection.Length;

    public override TTensor CreateBatch(int count, ElementType elementType, Device device) => whole.CreateBatch(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, TTensor batch) => Read(indices, epoch: 0, batch);

    public override void Read(ReadOnlySpan<int> indices, int epoch, TTensor batch)
    {
        var rented = ArrayPool<int>.Shared.Rent(indices.Length);
        var numbers = rented.AsSpan(0, indices.Length);
        for (int i = 0; i < numbers.Length; i++) numbers[i] = selection[indices[i]];
        whole.Read(numbers, epoch, batch);
        ArrayPool<int>.Shared.Return(rented);
    }

    internal override Examples<TTensor> Selected(int[] indices) =>
        new SelectedExamples<TTensor>(whole, Array.ConvertAll(indices, index => selection[index]));
}
