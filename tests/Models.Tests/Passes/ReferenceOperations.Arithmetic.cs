using ModelDsl.Ops;

namespace ModelDsl.Models.Tests.Passes;

// Arithmetic on values, and their shapes.
internal sealed partial class ReferenceOperations
{
    private nint? Arithmetic(Op op, nint[] inputs) => op switch
    {
        _ => null,
    };
}
