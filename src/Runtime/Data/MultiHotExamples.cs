using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>Several classes an example, spread out over as many numbers as there are classes when a batch is made.</summary>
internal sealed class MultiHotExamples<TShape> : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly IReadOnlyList<int[]> _classes;
    private readonly int _size = Examples.SizeOf<TShape>();

    public MultiHotExamples(IReadOnlyList<int[]> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        _classes = classes;
        for (int example = 0; example < classes.Count; example++)
        {
            int wrong = classes[example].AsSpan().IndexOfAnyExceptInRange(0, _size - 1);
            if (wrong < 0) continue;
            throw new ArgumentException(
                Invariant($"Class {classes[example][wrong]} of example {example} is out of range: the {_size} classes are 0 to {_size - 1}."), nameof(classes));
        }
    }

    public override int Count => _classes.Count;

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) =>
        Tensor<TShape>.Empty(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch)
    {
        var rows = HostMemory.Of<float>(batch);
        rows.Clear();
        for (int row = 0; row < indices.Length; row++)
        {
            foreach (int place in _classes[indices[row]]) rows[row * _size + place] = 1;
        }
    }
}
