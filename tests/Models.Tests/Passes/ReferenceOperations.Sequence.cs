using ModelDsl.Ops;

namespace ModelDsl.Models.Tests.Passes;

// Operations on sequences.
internal sealed partial class ReferenceOperations
{
    private nint? Sequence(Op op, nint[] inputs) => op switch
    {
        _ => null,
    };
}
