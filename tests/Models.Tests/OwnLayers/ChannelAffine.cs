using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.OwnLayers;

/// <summary>y = weight · x + bias, one of each for each channel.</summary>
[NetLayer("channel-affine", Options = "start = 0.0", Shape = "c x ... -> c x ...", Parameters = "weight c = normal 0.5, bias c = 0.25")]
public static class ChannelAffine
{
    public static Value Forward(Step step, LayerName layer, Value x, Value weight, Value bias, double start) =>
        step.Call(layer, "aten::add.Scalar", step.Add(layer, step.Multiply(layer, x, Stretched(step, layer, weight, x)), Stretched(step, layer, bias, x)), start);

    public static (Value Input, Value Weight, Value Bias) Backward(Step step, LayerName layer, Value gradient, Value x, Value weight) => (
        step.Multiply(layer, gradient, Stretched(step, layer, weight, x)),
        Summed(step, layer, step.Multiply(layer, gradient, x)),
        Summed(step, layer, gradient));

    /// <summary>[C] to [1, C, 1, ...], which arithmetic would not take for a batch, and so to the sizes of another.</summary>
    private static Value Stretched(Step step, LayerName layer, Value vector, Value like)
    {
        var view = step.Call(layer, "aten::view", vector, Sizes(step, like));
        return step.Call(layer, "aten::expand_as", view, like);
    }

    private static Value Summed(Step step, LayerName layer, Value value) =>
        step.Call(layer, "aten::sum.dim_IntList", value, step.Rank(value) == 2 ? new long[] { 0 } : [0, 2, 3]);

    private static long[] Sizes(Step step, Value value)
    {
        var sizes = new long[step.Rank(value)];
        Array.Fill(sizes, 1);
        sizes[1] = step.Size(value, 1);
        return sizes;
    }
}
