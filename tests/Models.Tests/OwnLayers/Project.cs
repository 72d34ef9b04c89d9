using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.OwnLayers;

/// <summary>The features of every step to another number of them: y = x · weightᵀ.</summary>
[NetLayer("project", Options = "width = 1", Shape = "... x c -> ... x width", Parameters = "weight width x c")]
public static class Project
{
    public static Value Forward(Step step, LayerName layer, Value x, Value weight) => step.Call(layer, "aten::linear", x, weight);

    public static (Value, Value) Backward(Step step, LayerName layer, Value gradient, Value x, Value weight, int width)
    {
        var rows = step.Call(layer, "aten::reshape", gradient, new long[] { -1, width });
        var given = step.Call(layer, "aten::reshape", x, new[] { -1, step.Size(x, step.Rank(x) - 1) });
        return (step.Call(layer, "aten::matmul", gradient, weight), step.Call(layer, "aten::matmul", step.Call(layer, "aten::t", rows), given));
    }
}
