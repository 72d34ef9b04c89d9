using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>A convolution of few channels and the pooling behind it as one operation: what lies between them is the largest map of a small network.</summary>
internal static class PoolingFusion
{
    private static readonly PoolWindow Halving = new(Size2.Square(2), Size2.Square(2), Size2.Zero, Ceil: false);

    public static IReadOnlyList<RewriteRule> Rules { get; } =
    [
        new("maxpool(f(conv(x))) with no backward pass", Fold),
        new("backward of maxpool, then of f and conv: both passes go by the maxima alone", FoldBackward),
    ];

    /// <summary>Needs the pooling to be the convolution's only user.</summary>
    private static bool Fold(Graph graph, Node node)
    {
        if (node.Op is not MaxPool { WithIndices: false } pool) return false;
        var map = node.Inputs[0];
        if (map.Users.Count != 1 || !Takes(graph, pool, map, out var window, out var activation)) return false;
        var fused = graph.Add(new ConvolutionMaxPool(window, pool.OutputShape, activation, WithIndices: false), map.Producer.Origin, map.Producer.Inputs, before: node);
        Replace(graph, node, fused);
        graph.Remove(map.Producer);
        return true;
    }

    /// <summary>Needs the pooling to be all that looks at the map between the two. A ReLU's slope was read off the maxima before.</summary>
    private static bool FoldBackward(Graph graph, Node node)
    {
        if (node.Op is not ConvolutionBackward { Activation: null } || node.Inputs[0] is not { Producer: { Op: MaxPoolBackward } spread, Users.Count: 1 }) return false;
        var (gradient, indices) = (spread.Inputs[0], spread.Inputs[1]);
        var pooling = indices.Producer;
        if (pooling.Op is not MaxPool pool || indices.Users.Count != 1) return false;
        var map = pooling.Inputs[0];
        if (map.Users.Count != 1 || !Takes(graph, pool, map, out var window, out var activation)) return false;
        var slope = activation is null ? null : gradient.Producer;
        if (slope is not null && (slope.Op is not ActivateBackward || slope.Inputs[1] != pooling.Outputs[0] || gradient.Users.Count != 1)) return false;
        var host = map.Producer;
        var fused = graph.Add(new ConvolutionMaxPool(window, pool.OutputShape, activation, WithIndices: true), host.Origin, host.Inputs, before: pooling);
        Replace(graph, pooling, fused);
        var backward = graph.Add(
            new ConvolutionMaxPoolBackward(window, activation), node.Origin, [slope is null ? gradient : slope.Inputs[0], .. host.Inputs, fused.Outputs[0], fused.Outputs[1]], before: node);
        Replace(graph, node, backward);
        graph.Remove(spread);
        if (slope is not null) graph.Remove(slope);
        graph.Remove(host);
        return true;
    }

    private static bool Takes(Graph graph, MaxPool pool, Value map, out Window window, out ActivationFunction? activation)
    {
        (window, activation) = map.Producer.Op switch
        {
            Convolution convolution => (convolution.Window, convolution.Activation),
            ConvolutionInference { Epsilon: null, HasSum: false } convolution => (convolution.Window, convolution.Activation),
            _ => (null!, null),
        };
        // Nothing of it is Winograd's.
        window = window is null ? null! : window with { Exact = false };
        if (window is null || pool.Window != Halving || graph.Results.Contains(map)) return false;
        return (activation is null || activation == Relu.Rectifier) && window.IsOfFewChannels(map.Producer.Inputs[0].Type, map.Producer.Inputs[1].Type, map.Type);
    }

    private static void Replace(Graph graph, Node old, Node made)
    {
        for (var i = 0; i < made.Outputs.Length; i++)
        {
            made.Outputs[i].Name = old.Outputs[i].Name;
            graph.Replace(old.Outputs[i], made.Outputs[i]);
        }

        graph.Remove(old);
    }
}
