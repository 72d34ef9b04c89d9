namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> MaxPools() =>
    [
        MaxPool("2x2 stride 2", [2, 3, 6, 6], 2, 2),
        MaxPool("2x2 stride 2 of an odd image", [2, 3, 7, 5], 2, 2),
        MaxPool("2x2 stride 2 ceil", [2, 3, 7, 5], 2, 2, ceil: true),
        MaxPool("3x3 stride 2, overlapping", [2, 3, 7, 7], 3, 2),
        MaxPool("3x3 stride 2 pad 1", [2, 3, 8, 8], 3, 2, 1),
        MaxPool("3x3 stride 2 pad 1 ceil", [2, 3, 8, 9], 3, 2, 1, ceil: true),
        MaxPool("3x3 stride 1 pad 1", [2, 3, 5, 5], 3, 1, 1),
        MaxPool("3x2 stride 1x2 pad 1x0", [2, 3, 6, 7], (3, 2), (1, 2), (1, 0)),
        MaxPool("of the whole image", [2, 3, 4, 5], (4, 5), 1),
    ];

    private static IEnumerable<GradientCase> AveragePools() =>
    [
        AveragePool("2x2 stride 2", [2, 3, 6, 6], 2, 2),
        AveragePool("3x3 stride 2, overlapping", [2, 3, 7, 7], 3, 2),
        AveragePool("3x3 stride 1 pad 1", [2, 3, 5, 5], 3, 1, 1),
        AveragePool("3x3 stride 2 ceil", [2, 3, 6, 6], 3, 2, ceil: true),
        AveragePool("3x3 stride 2 pad 1 ceil", [2, 3, 6, 8], 3, 2, 1, ceil: true),
        AveragePool("2x3 stride 1x2 pad 0x1", [2, 3, 5, 7], (2, 3), (1, 2), (0, 1)),
        GlobalAveragePool([2, 3, 5, 4]),
        GlobalAveragePool([1, 1, 1, 1]),
    ];

    private static GradientCase MaxPool(string name, long[] input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        return new GradientCase
        {
            Name = $"maxpool {name}",
            Inputs = [input],
            Forward = pass =>
            {
                var (output, indices) = pass.Step.MaxPoolWithIndices("pool", pass.X, size, stride, pad, ceil);
                return [output, indices];
            },
            Backward = (pass, dy) => [pass.Step.MaxPoolBackward("pool", dy, pass.Kept[1], (int)input[2], (int)input[3], size, stride, pad, ceil)],
            Reference = t => t[t.Aten.MaxPool2d(
                t.X, [size.Height, size.Width], [stride.Height, stride.Width], [p.Height, p.Width], [1, 1], ceil)],
        };
    }

    private static GradientCase AveragePool(string name, long[] input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        return new GradientCase
        {
            Name = $"avgpool {name}",
            Inputs = [input],
            Forward = pass => [pass.Step.AveragePool("pool", pass.X, size, stride, pad, ceil)],
            Backward = (pass, dy) => [pass.Step.AveragePoolBackward("pool", dy, (int)input[2], (int)input[3], size, stride, pad, ceil)],
            Reference = t => t[t.Aten.AvgPool2d(
                t.X, [size.Height, size.Width], [stride.Height, stride.Width], [p.Height, p.Width], ceil, countIncludePad: true)],
        };
    }

    private static GradientCase GlobalAveragePool(long[] input) => new()
    {
        Name = $"gap of {ShapeMismatchException.Format(input)}",
        Inputs = [input],
        Forward = p => [p.Step.GlobalAveragePool("gap", p.X)],
        Backward = (p, dy) => [p.Step.GlobalAveragePoolBackward("gap", dy, (int)input[2], (int)input[3])],
        Reference = t => t[t.Aten.Mean(t.X, [2, 3])],
    };
}
