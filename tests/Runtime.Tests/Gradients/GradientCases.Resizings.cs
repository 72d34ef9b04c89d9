namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    /// <summary>Maps to maps of another size.</summary>
    private static IEnumerable<GradientCase> Resizings() =>
    [
        Upsample("twice as large", [2, 3, 4, 5], 8, 10),
        Upsample("to a size", [2, 3, 4, 5], 7, 11),
        Upsample("bilinear, three times as large", [2, 3, 4, 5], 12, 15, bilinear: true),
        Upsample("bilinear to a size", [2, 3, 4, 5], 7, 11, bilinear: true),
        Upsample("bilinear, aligned", [2, 3, 4, 5], 7, 11, bilinear: true, align: true),
        AdaptiveAveragePool([2, 3, 7, 5], 3, 2),
        AdaptiveAveragePool([2, 3, 4, 5], 6, 7),
        AdaptiveMaxPool([2, 3, 7, 5], 3, 2),
        AdaptiveMaxPool([2, 3, 4, 5], 6, 1),
        AveragePoolWithoutPad("3x3 stride 1 pad 1", [2, 3, 5, 5], 3, 1, 1),
        AveragePoolWithoutPad("3x2 stride 2 pad 1 ceil", [2, 3, 6, 7], (3, 2), 2, 1, ceil: true),
    ];

    private static GradientCase Upsample(string name, long[] input, int height, int width, bool bilinear = false, bool align = false) => new()
    {
        Name = $"upsample {name}",
        Inputs = [input],
        Forward = p => [p.Step.Upsample("up", p.X, height, width, bilinear, align)],
        Backward = (p, dy) => [p.Step.UpsampleBackward("up", dy, (int)input[2], (int)input[3], bilinear, align)],
        Reference = t => t[bilinear ? t.Aten.UpsampleBilinear2d(t.X, [height, width], align) : t.Aten.UpsampleNearest2d(t.X, [height, width])],
    };

    private static GradientCase AdaptiveAveragePool(long[] input, int height, int width) => new()
    {
        Name = $"avgpool of {ShapeMismatchException.Format(input)} to {height}x{width}",
        Inputs = [input],
        Forward = p => [p.Step.AdaptiveAveragePool("pool", p.X, height, width)],
        Backward = (p, dy) => [p.Step.AdaptiveAveragePoolBackward("pool", dy, p.X)],
        Reference = t => t[t.Aten.AdaptiveAvgPool2d(t.X, [height, width])],
    };

    private static GradientCase AdaptiveMaxPool(long[] input, int height, int width) => new()
    {
        Name = $"maxpool of {ShapeMismatchException.Format(input)} to {height}x{width}",
        Inputs = [input],
        Forward = p =>
        {
            var (output, indices) = p.Step.AdaptiveMaxPoolWithIndices("pool", p.X, height, width);
            return [output, indices];
        },
        Backward = (p, dy) => [p.Step.AdaptiveMaxPoolBackward("pool", dy, p.X, p.Kept[1])],
        Reference = t =>
        {
            var (output, indices) = t.Aten.AdaptiveMaxPool2d(t.X, [height, width]);
            _ = t[indices];
            return t[output];
        },
    };

    private static GradientCase AveragePoolWithoutPad(string name, long[] input, Size2 size, Size2 stride, Size2 pad, bool ceil = false) => new()
    {
        Name = $"avgpool without its padding {name}",
        Inputs = [input],
        Forward = p => [p.Step.AveragePool("pool", p.X, size, stride, pad, ceil, excludePad: true)],
        Backward = (p, dy) => [p.Step.AveragePoolBackward("pool", dy, (int)input[2], (int)input[3], size, stride, pad, ceil, excludePad: true)],
        Reference = t => t[t.Aten.AvgPool2d(
            t.X, [size.Height, size.Width], [stride.Height, stride.Width], [pad.Height, pad.Width], ceil, countIncludePad: false)],
    };
}
