using ModelDsl.Ops;
using ModelDsl.Runtime;

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
        Maxout m => First(_aten.MaxAlong(keep(_aten.Reshape(inputs[0], [Sizes(inputs[0])[0], -1, m.Pieces])), 2)),
        DropConnect { Activation: null } d => keep(_aten.Linear(inputs[0], Drop(d.Probability, inputs[1]), Bias(inputs))),
        ChannelShuffle s => Shuffle(s.Groups, inputs[0]),
        Noise n => AddNoise(n.Deviation, inputs[0]),
        Tap => keep(_aten.Clone(inputs[0])),
        AttendOverPositions => OverPositions(inputs[0], inputs[1], inputs[2]),
        AttendOverChannels => OverChannels(inputs[0]),
        AddScaled => keep(_aten.Add(inputs[0], keep(_aten.Mul(inputs[1], inputs[2])))),
        _ => null,
    };

    private static long[] Pixels(Graphs.Shape shape) => [shape.Height, shape.Width];

    private nint First((nint Output, nint Other) results)
    {
        keep(results.Other);
        return keep(results.Output);
    }

    private nint Shuffle(int groups, nint x)
    {
        var sizes = Sizes(x);
        var grouped = keep(_aten.Reshape(x, [sizes[0], groups, sizes[1] / groups, sizes[2], sizes[3]]));
        return keep(_aten.Reshape(keep(_aten.Transpose(grouped, 1, 2)), sizes));
    }

    private nint AddNoise(double deviation, nint x)
    {
        var noise = keep(_aten.EmptyLike(x));
        _aten.NormalInPlace(noise, 0, deviation, random.Handle);
        return keep(_aten.Add(x, noise));
    }

    private nint Rows(nint map) => keep(_aten.Reshape(map, [.. Sizes(map)[..2], -1]));

    private nint Transposed(nint matrices) => keep(_aten.Transpose(matrices, 1, 2));

    private nint OverPositions(nint query, nint key, nint value)
    {
        var attention = keep(_aten.Softmax(keep(_aten.Bmm(Transposed(Rows(query)), Rows(key))), 2));
        return keep(_aten.Reshape(keep(_aten.Bmm(Rows(value), Transposed(attention))), Sizes(value)));
    }

    private nint OverChannels(nint x)
    {
        var energy = keep(_aten.Bmm(Rows(x), Transposed(Rows(x))));
        var largest = First(_aten.MaxAlong(energy, 2, keepDim: true));
        var attention = keep(_aten.Softmax(keep(_aten.Sub(largest, energy)), 2));
        return keep(_aten.Reshape(keep(_aten.Bmm(attention, Rows(x))), Sizes(x)));
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
