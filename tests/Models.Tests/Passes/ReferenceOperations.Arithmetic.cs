using ModelDsl.Ops;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

// Arithmetic on values, and their shapes.
internal sealed partial class ReferenceOperations
{
    private nint? Arithmetic(Op op, nint[] inputs) => op switch
    {
        Concatenate c => keep(_aten.Cat(inputs, c.Axis + 1)),
        Subtract => keep(_aten.Sub(inputs[0], inputs[1])),
        Multiply => keep(_aten.Mul(inputs[0], inputs[1])),
        Scale s => keep(_aten.MulScalar(inputs[0], s.Factor)),
        Crop c => keep(_aten.Slice(keep(_aten.Slice(inputs[0], 2, c.Top, c.Top + c.Size.Height)), 3, c.Left, c.Left + c.Size.Width)),
        PadShortcut p => Pad(p, inputs[0]),
        Sample => Draw(inputs[0], inputs[1]),
        Abs => keep(_aten.Abs(inputs[0])),
        Square => keep(_aten.Pow(inputs[0], 2)),
        Exp => keep(_aten.Exp(inputs[0])),
        SumTo s => keep(_aten.Sum(inputs[0], [.. Enumerable.Range(1, s.Shape.Rank).Where(axis => s.Shape[axis - 1] == 1).Select(axis => (long)axis)], keepDim: true)),
        UnitLength u => keep(_aten.Div(inputs[0], keep(_aten.Sqrt(keep(_aten.Sum(keep(_aten.Mul(inputs[0], inputs[0])), [u.Axis + 1], keepDim: true)))))),
        _ => null,
    };

    private nint Pad(PadShortcut op, nint x)
    {
        var part = keep(_aten.Slice(keep(_aten.Slice(x, 2, null, null, op.Stride.Height)), 3, null, null, op.Stride.Width));
        return keep(_aten.ConstantPadNd(part, [0, 0, 0, 0, 0, op.Channels - Sizes(x)[1]]));
    }

    private nint Draw(nint mean, nint logVariance)
    {
        var noise = keep(_aten.Empty(Sizes(mean), dispatcher.ElementType(mean), dispatcher.Device(mean)));
        _aten.NormalInPlace(noise, 0, 1, random.Handle);
        var deviation = keep(_aten.Sqrt(keep(_aten.Exp(logVariance))));
        return keep(_aten.Add(mean, keep(_aten.Mul(deviation, noise))));
    }
}
