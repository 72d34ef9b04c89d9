using System.Globalization;
using ModelDsl.Text;

namespace ModelDsl.Graphs;

/// <summary>
/// The sizes of one example, channels first: <c>3x224x224</c>, <c>10</c>; of a sequence steps x features: <c>200x128</c>; or tokens of a
/// vocabulary: <c>200 tokens(20000)</c>. The batch axis is never part of it.
/// </summary>
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

    /// <summary>Steps of features: a text, a signal, the rows of an image.</summary>
    public bool IsSequence => Rank == 2 && !IsTokens;

    public int Channels => Sizes[0];

    public int Height => Sizes[1];

    public int Width => Sizes[2];

    /// <summary>The steps of a sequence.</summary>
    public int Steps => Sizes[0];

    /// <summary>The features of a sequence, in each step.</summary>
    public int Features => Sizes[1];

    /// <summary>How many different tokens there are, counted from 0; 0 where the elements are numbers.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Its elements are tokens, whole numbers that name and do not count.</summary>
    public bool IsTokens => Vocabulary > 0;

    /// <summary>The C# type that stands for the shape in a tensor's type: <c>F3x224x224</c>, <c>T200of20000</c>.</summary>
    public string TypeName => IsTokens ? FormattableString.Invariant($"T{Joined}of{Vocabulary}") : "F" + this;

    private string Joined => string.Join("x", Sizes.Select(s => s.ToString(CultureInfo.InvariantCulture)));

    public static Shape Of(params int[] sizes) => new(sizes.ToEquatableArray());

    /// <summary>A text of so many tokens.</summary>
    public static Shape Tokens(int length, int vocabulary) => Of(length) with { Vocabulary = vocabulary };

    public override string ToString() => Rank == 0 ? "1" : IsTokens ? FormattableString.Invariant($"{Joined} tokens({Vocabulary})") : Joined;
}
