using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.OwnLayers;

/// <summary>Hands back what it is given, as it is: the value itself, and a view of the gradient.</summary>
[NetLayer("pass-on")]
public static class PassOn
{
    public static Value Forward(Step step, LayerName layer, Value x) => x;

    public static Value Backward(Step step, LayerName layer, Value gradient) => step.Call(layer, "aten::view_as", gradient, gradient);
}
