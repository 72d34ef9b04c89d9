using ModelDsl.Ops;

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
        _ => null,
    };
}
