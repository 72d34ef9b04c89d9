using ModelDsl.Ops;

namespace ModelDsl.Models.Tests.Passes;

// Operations on feature maps.
internal sealed partial class ReferenceOperations
{
    private nint? Image(Op op, nint[] inputs) => op switch
    {
        _ => null,
    };
}
