using ModelDsl.Ops;

namespace ModelDsl.Models.Tests.Passes;

// Operations on feature maps.
internal sealed partial class ReferenceOperations
{
    private nint? Image(Op op, nint[] inputs) => op switch
    {
        Deconvolution { Activation: null } d => keep(_aten.Convolution(
            inputs[0], inputs[1], Bias(inputs), List(d.Window.Stride), List(d.Window.Padding), [1, 1], true, List(d.OutputPad), d.Window.Groups)),
        LayerNorm { Activation: null } l => Normalize(l, inputs),
        GroupNorm { Activation: null } g => Normalize(g, inputs),
        PRelu => keep(_aten.Prelu(inputs[0], inputs[1])),
        Upsample { Bilinear: false } u => keep(_aten.UpsampleNearest2d(inputs[0], Pixels(u.OutputShape))),
        Upsample u => keep(_aten.UpsampleBilinear2d(inputs[0], Pixels(u.OutputShape), u.Align)),
        AdaptiveAveragePool a => keep(_aten.AdaptiveAvgPool2d(inputs[0], Pixels(a.OutputShape))),
        AdaptiveMaxPool a => First(_aten.AdaptiveMaxPool2d(inputs[0], Pixels(a.OutputShape))),
        _ => null,
    };

    private static long[] Pixels(Graphs.Shape shape) => [shape.Height, shape.Width];

    private nint First((nint Output, nint Other) results)
    {
        keep(results.Other);
        return keep(results.Output);
    }

    private nint Normalize(LayerNorm op, nint[] inputs)
    {
        var (output, mean, deviation) = _aten.NativeLayerNorm(inputs[0], [.. op.Features.Sizes.Select(s => (long)s)], inputs[1], inputs[2], op.Epsilon);
        keep(mean);
        keep(deviation);
        return keep(output);
    }

    private nint Normalize(GroupNorm op, nint[] inputs)
    {
        var sizes = Sizes(inputs[0]);
        var pixels = sizes[2..].Aggregate(1L, (product, size) => product * size);
        var (weight, bias) = inputs.Length > 1 ? (inputs[1], inputs[2]) : (0, 0);
        var (output, mean, deviation) = _aten.NativeGroupNorm(inputs[0], weight, bias, sizes[0], sizes[1], pixels, op.Groups, op.Epsilon);
        keep(mean);
        keep(deviation);
        return keep(output);
    }
}
