namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>Functions of one value, parts of it, and the draw around it.</summary>
internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Pointwise() =>
    [
        new()
        {
            Name = "scale",
            Inputs = [[3, 4]],
            Forward = p => [p.Step.Scale("scale", p.X, -0.3)],
            Backward = (p, dy) => [p.Step.Scale("scale", dy, -0.3)],
            Reference = t => t[t.Aten.MulScalar(t.X, -0.3)],
        },
        new()
        {
            Name = "abs",
            Inputs = [[3, 4]],
            Forward = p => [p.Step.Abs("abs", p.X)],
            Backward = (p, dy) =>
            {
                var sign = p.Step.Sign("abs", p.X);
                var result = p.Step.Multiply("abs", sign, dy, reuse: true);
                p.Step.Release(sign);
                return [result];
            },
            Reference = t => t[t.Aten.Abs(t.X)],
        },
        new()
        {
            Name = "square",
            Inputs = [[3, 4]],
            Forward = p => [p.Step.Square("square", p.X)],
            Backward = (p, dy) =>
            {
                var product = p.Step.Multiply("square", dy, p.X);
                var result = p.Step.Scale("square", product, 2, reuse: true);
                p.Step.Release(product);
                return [result];
            },
            Reference = t => t[t.Aten.Pow(t.X, 2)],
        },
        new()
        {
            Name = "exp",
            Inputs = [[3, 4]],
            Forward = p => [p.Step.Exp("exp", p.X)],
            Backward = (p, dy) => [p.Step.Multiply("exp", dy, p.Output)],
            Reference = t => t[t.Aten.Exp(t.X)],
        },
        new()
        {
            Name = "sum over pixels",
            Inputs = [[2, 3, 4, 5]],
            Forward = p => [p.Step.SumTo("sum", p.X, 3, 1, 1)],
            Backward = (p, dy) => [p.Step.ExpandTo("sum", dy, 3, 4, 5)],
            Reference = t => t[t.Aten.Sum(t.X, [2, 3], keepDim: true)],
        },
        UnitLength("of rows", 1, [3, 5]),
        UnitLength("of pixels", 1, [2, 3, 4, 2]),
        UnitLength("of the steps of a sequence", 2, [2, 4, 3]),
    ];

    private static IEnumerable<GradientCase> Parts() =>
    [
        Crop("of the middle", [2, 3, 6, 7], 1, 2, (4, 3)),
        Crop("at a corner", [2, 1, 4, 4], 0, 2, 2),
        PadShortcut("with stride 2", [2, 3, 5, 6], 7, 2),
        PadShortcut("with stride 3x1", [2, 2, 7, 3], 3, (3, 1)),
        PadShortcut("of channels alone", [2, 2, 3, 3], 5, 1),
        PadShortcut("of nothing", [2, 2, 3, 3], 2, 1),
    ];

    private static GradientCase UnitLength(string name, int axis, long[] input) => new()
    {
        Name = $"unit length {name}",
        Inputs = [input],
        Forward = p =>
        {
            var (output, length) = p.Step.UnitLength("l2norm", p.X, axis);
            return [output, length];
        },
        Backward = (p, dy) => [p.Step.UnitLengthBackward("l2norm", dy, p.Output, p.Kept[1], axis)],
        Reference = t => t[t.Aten.Div(t.X, t[t.Aten.Sqrt(t[t.Aten.Sum(t[t.Aten.Mul(t.X, t.X)], [axis], keepDim: true)])])],
    };

    private static GradientCase Crop(string name, long[] input, int top, int left, Size2 size) => new()
    {
        Name = $"crop {name}",
        Inputs = [input],
        Forward = p => [p.Step.Crop("crop", p.X, top, left, size)],
        Backward = (p, dy) => [p.Step.CropBackward("crop", dy, top, left, (int)input[2], (int)input[3])],
        Reference = t => t[t.Aten.Slice(t[t.Aten.Slice(t.X, 2, top, top + size.Height)], 3, left, left + size.Width)],
    };

    private static GradientCase PadShortcut(string name, long[] input, int channels, Size2 stride) => new()
    {
        Name = $"padded shortcut {name}",
        Inputs = [input],
        Forward = p => [p.Step.PadShortcut("shortcut", p.X, channels, stride)],
        Backward = (p, dy) => [p.Step.PadShortcutBackward("shortcut", dy, (int)input[1], (int)input[2], (int)input[3], stride)],
        Reference = t =>
        {
            nint part = t[t.Aten.Slice(t[t.Aten.Slice(t.X, 2, null, null, stride.Height)], 3, null, null, stride.Width)];
            return t[t.Aten.ConstantPadNd(part, [0, 0, 0, 0, 0, channels - input[1]])];
        },
    };

    // The reference takes the noise from what the step drew: deviation / exp(log variance / 2), which has no gradient.
    private static GradientCase Sample() => new()
    {
        Name = "sample",
        Inputs = [[4, 5], [4, 5]],
        IsRandom = true,
        Forward = p =>
        {
            var (output, deviation) = p.Step.Sample("sample", p.X, p.Y);
            return [output, deviation];
        },
        Backward = (p, dy) =>
        {
            var product = p.Step.Multiply("sample", p.Kept[1], dy);
            var result = p.Step.Scale("sample", product, 0.5, reuse: true);
            p.Step.Release(product);
            return [p.Step.Share(dy), result];
        },
        Reference = t =>
        {
            nint unit = t[t.Aten.Exp(t[t.Aten.MulScalar(t.Detached(1), 0.5)])];
            nint noise = t[t.Aten.Div(t.Kept(1), unit)];
            return t[t.Aten.Add(t.X, t[t.Aten.Mul(noise, t[t.Aten.Exp(t[t.Aten.MulScalar(t.Y, 0.5)])])])];
        },
    };
}
