using System.Globalization;
using ModelDsl.Text;

namespace ModelDsl.Graphs;

/// <summary>The sizes of one example, channels first: <c>3x224x224</c>, <c>10</c>. The batch axis is never part of it.</summary>
public sealed record Shape(EquatableArray<int> Sizes)
{
    /// <summary>The shape of a value that is one number for the whole batch, a loss.</summary>
    public static Shape Scalar { get; } = Of();

    public int Rank => Sizes.Count;

    public int this[int axis] => Sizes[axis];

    /// <summary>How many numbers one example has.</summary>
    public long Elements => Sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>An image or a feature map: channels, height, width.</summary>
    public bool IsImage => Rank == 3;

    public int Channels => Sizes[0];

    public int Height => Sizes[1];

    public int Width => Sizes[2];

    /// <summary>The C# type that stands for the shape in a tensor's type: <c>F3x224x224</c>.</summary>
    public string TypeName => "F" + this;

    public static Shape Of(params int[] sizes) => new(sizes.ToEquatableArray());

    public override string ToString() => Rank == 0 ? "1" : string.Join("x", Sizes.Select(s => s.ToString(CultureInfo.InvariantCulture)));
}
