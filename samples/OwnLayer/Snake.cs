using ModelDsl.Runtime;

namespace OwnLayer;

/// <summary>
/// The snake activation, Ziyin et al. 2020, with a learned amplitude for each unit: y = x + a sin²(f x). Networks with it learn what repeats itself.
/// </summary>
[NetLayer("snake", Options = "frequency = 1.0", Parameters = "a n = 1", Shape = "n -> n", Role = NetLayerRole.Activation)]
public static class Snake
{
    public static Value Forward(Step step, LayerName layer, Value x, Value a, double frequency)
    {
        var sine = step.Call(layer, "aten::sin", step.Scale(layer, x, frequency));
        return step.Call(layer, "aten::addcmul", x, step.Square(layer, sine), a);
    }

    /// <summary>dx = dy (1 + a f sin 2fx), da = the sum of dy sin²(fx) over the examples.</summary>
    public static (Value X, Value A) Backward(Step step, LayerName layer, Value gradient, Value x, Value a, double frequency)
    {
        var slope = step.Call(layer, "aten::mul.Tensor", step.Call(layer, "aten::sin", step.Scale(layer, x, 2 * frequency)), a);
        var dX = step.Add(layer, gradient, step.Scale(layer, step.Multiply(layer, gradient, slope), frequency));

        var sine = step.Call(layer, "aten::sin", step.Scale(layer, x, frequency));
        var products = step.Multiply(layer, gradient, step.Square(layer, sine));
        return (dX, step.Call(layer, "aten::sum.dim_IntList", products, new long[] { 0 }));
    }
}
