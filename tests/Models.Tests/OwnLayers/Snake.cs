using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.OwnLayers;

/// <summary>Ziyin et al. 2020: y = x + sin²(a x) / a, for what repeats itself.</summary>
[NetLayer("snake", Options = "frequency = 1.0", Role = NetLayerRole.Activation)]
public static class Snake
{
    public static Value Forward(Step step, LayerName layer, Value x, double frequency)
    {
        var sine = step.Call(layer, "aten::sin", step.Scale(layer, x, frequency));
        return step.Add(layer, x, step.Scale(layer, step.Square(layer, sine), 1 / frequency));
    }

    /// <summary>dx = dy (1 + sin(2 a x)).</summary>
    public static Value Backward(Step step, LayerName layer, Value gradient, Value x, double frequency)
    {
        var sine = step.Call(layer, "aten::sin", step.Scale(layer, x, 2 * frequency));
        return step.Add(layer, gradient, step.Multiply(layer, gradient, sine));
    }
}
