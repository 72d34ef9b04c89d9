namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>Values that meet: concatenated, added, subtracted, multiplied.</summary>
internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Concatenations() =>
    [
        Concatenation("of maps", 1, [2, 3, 4, 5], [2, 1, 4, 5], [2, 4, 4, 5]),
        Concatenation("of one example, whose parts are contiguous", 1, [1, 2, 3, 3], [1, 3, 3, 3]),
        Concatenation("of rows", 1, [3, 4], [3, 2]),
        Concatenation("of sequences, feature by feature", 2, [2, 5, 3], [2, 5, 4]),
        Concatenation("of sequences, one after the other", 1, [2, 5, 3], [2, 2, 3]),
        Concatenation("of one value", 1, [2, 3]),
        ConcatenationOfOne([2, 3, 4, 5]),
    ];

    private static IEnumerable<GradientCase> Arithmetic() =>
        Pairs().SelectMany(pair => new[] { Sum(pair.Left, pair.Right), Difference(pair.Left, pair.Right), Product(pair.Left, pair.Right) })
            .Concat(Pointwise()).Concat(Parts()).Append(Sample()).Append(Scaled([2, 3, 4, 5])).Append(ScaledByMeans([2, 3, 4, 5]));

    /// <summary>Equal shapes, and each way to stretch.</summary>
    private static (long[] Left, long[] Right)[] Pairs() =>
    [
        ([2, 3, 4], [2, 3, 4]),
        ([2, 3, 4, 5], [2, 3, 1, 1]),
        ([2, 1, 4, 5], [2, 3, 4, 5]),
        ([2, 3, 1, 1], [2, 1, 4, 5]),
        ([3, 5, 4], [3, 1, 4]),
        ([3, 4], [3, 1]),
    ];

    private static GradientCase Concatenation(string name, int axis, params long[][] inputs) => new()
    {
        Name = $"concatenate {name}",
        Inputs = inputs,
        Forward = p => [p.Step.Concatenate("concat", axis, [.. inputs.Select((_, i) => p.Input(i))])],
        Backward = (p, dy) =>
        [
            .. inputs.Select((input, i) => p.Step.ConcatenateBackward(
                "concat", dy, axis, (int)inputs.Take(i).Sum(before => before[axis]), (int)input[axis])),
        ],
        Reference = t => t[t.Aten.Cat([.. inputs.Select((_, i) => t.Input(i))], axis)],
    };

    /// <summary>A value and its square one behind the other: two gradients meet.</summary>
    private static GradientCase ConcatenationOfOne(long[] input) => new()
    {
        Name = "concatenate with its square",
        Inputs = [input],
        Forward = p =>
        {
            var square = p.Step.Square("square", p.X);
            var both = p.Step.Concatenate("concat", 1, square, p.X);
            p.Step.Release(square);
            return [both];
        },
        Backward = (p, dy) =>
        {
            var part = p.Step.ConcatenateBackward("concat", dy, 1, 0, (int)input[1]);
            var product = p.Step.Multiply("square", part, p.X);
            var square = p.Step.Scale("square", product, 2);
            var sum = p.Step.AddPart("concat", square, dy, 1, (int)input[1], (int)input[1]);
            p.Step.Release(part, product, square);
            return [sum];
        },
        Reference = t => t[t.Aten.Cat([t[t.Aten.Mul(t.X, t.X)], t.X], 1)],
    };

    private static GradientCase Sum(long[] left, long[] right) => Two("add", left, right) with
    {
        Forward = p => [p.Step.Add("add", p.X, p.Y)],
        Backward = (p, dy) => [To(p, dy, left), To(p, dy, right)],
        Reference = t => t[t.Aten.Add(t.X, t.Y)],
    };

    private static GradientCase Difference(long[] left, long[] right) => Two("subtract", left, right) with
    {
        Forward = p => [p.Step.Subtract("subtract", p.X, p.Y)],
        Backward = (p, dy) => [To(p, dy, left), To(p, p.Step.Scale("subtract", dy, -1), right, owned: true)],
        Reference = t => t[t.Aten.Sub(t.X, t.Y)],
    };

    private static GradientCase Product(long[] left, long[] right) => Two("multiply", left, right) with
    {
        Forward = p => [p.Step.Multiply("multiply", p.X, p.Y)],
        Backward = (p, dy) =>
        [
            To(p, p.Step.Multiply("multiply", dy, p.Y), left, owned: true),
            To(p, p.Step.Multiply("multiply", dy, p.X), right, owned: true),
        ],
        Reference = t => t[t.Aten.Mul(t.X, t.Y)],
    };

    /// <summary>A number for each channel.</summary>
    private static GradientCase Scaled(long[] map) => Two("scale", map, [map[0], map[1], 1, 1]) with
    {
        Forward = p => [p.Step.Multiply("scale", p.X, p.Y)],
        Backward = (p, dy) => [p.Step.Multiply("scale", dy, p.Y), p.Step.SumOfProducts("scale", dy, p.X)],
        Reference = t => t[t.Aten.Mul(t.X, t.Y)],
    };

    /// <summary>The same that is made of the map's means, as squeeze-and-excitation does.</summary>
    private static GradientCase ScaledByMeans(long[] map) => new()
    {
        Name = "scale by the means",
        Inputs = [map],
        Forward = p =>
        {
            var means = p.Step.GlobalAveragePool("squeeze", p.X);
            var factors = p.Step.Reshape("squeeze", means, (int)map[1], 1, 1);
            p.Step.Release(means);
            return [p.Step.Multiply("scale", p.X, factors), factors];
        },
        Backward = (p, dy) =>
        {
            var sums = p.Step.SumOfProducts("scale", dy, p.X);
            var means = p.Step.Flatten("squeeze", sums);
            var result = p.Step.MultiplyAndSpread("scale", dy, p.Kept[1], means);
            p.Step.Release(sums, means);
            return [result];
        },
        Reference = t => t[t.Aten.Mul(t.X, t[t.Aten.Mean(t.X, [2, 3], keepDim: true)])],
    };

    private static GradientCase Two(string name, long[] left, long[] right) => new()
    {
        Name = $"{name} {ShapeMismatchException.Format(left)} and {ShapeMismatchException.Format(right)}",
        Inputs = [left, right],
        Forward = null!,
        Backward = null!,
        Reference = null!,
    };

    /// <summary>Back through a stretched axis, as the compiler does where there is one.</summary>
    private static Value To(Pass pass, Value gradient, long[] sizes, bool owned = false)
    {
        var sum = pass.Step.SumTo("sum", gradient, [.. sizes[1..].Select(size => (int)size)]);
        if (owned) pass.Step.Release(gradient);
        return sum;
    }
}
