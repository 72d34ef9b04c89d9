using ModelDsl.Ops;

namespace ModelDsl.Models.Tests.Passes;

// Operations on feature maps.
internal sealed partial class ReferenceOperations
{
    private nint? Image(Op op, nint[] inputs) => op switch
    {
        Deconvolution { Activation: null } d => keep(_aten.Convolution(
            inputs[0], inputs[1], Bias(inputs), List(d.Window.Stride), List(d.Window.Padding), [1, 1], true, List(d.OutputPad), d.Window.Groups)),
        _ => null,
    };
}
