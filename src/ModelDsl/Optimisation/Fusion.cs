using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>A rewrite of a joint graph around one node; true when it changed something.</summary>
public sealed record RewriteRule(string Name, Func<Graph, Node, bool> TryApply);

/// <summary>Operations that are one in the runtime, as rules over the joint graph of forward and backward pass.</summary>
public static class Fusion
{
    public static IReadOnlyList<RewriteRule> Rules { get; } =
    [
        new("bn(x) + y: y is added where the normalised values are written", AddToNormalisation),
        new("f(conv(x)), f(fc(x)), f(bn(x)), f(bn(x) + y): the activation is applied where the sum is made", FoldActivation),
        new("backward of f, then of bn and of what was added: the slope is applied where the gradient is read, and that is left for the other", FoldSharedGradient),
        new("backward of maxpool, then of relu: the slope is that of the maxima, and what they were taken from need not be kept", SlopeOfMaxima),
        new("backward of f, then of conv, fc or bn: the slope is applied where the gradient is read", FoldActivationGradient),
        .. PoolingFusion.Rules,
        new("backward of conv, then of the relu before it: the slope is applied where the gradient is written", SlopeOfInput),
        new("backward of conv, whose input's gradient meets another: it is added where that is", AddToGradient),
        new("a gradient that meets another one's part: it is added from where it lies", AddFromWhole),
        new("a * b, the gradient of a map scaled by what its means say, + that of the means: both in one pass", SpreadOnTheWay),
        new("backward of fc, then the updates of its weight and bias: each part of the weight is updated as its gradient is made", UpdateOnTheWay),
    ];

    /// <summary>What comes first where no backward pass follows.</summary>
    public static IReadOnlyList<RewriteRule> InferenceRules { get; } =
    [
        new("conv(x): its weights never change", ToInference),
        new("bn(conv(x)): the statistics are constants, and part of the weights", FoldNormalisation),
        new("conv(x) + y: y is where the sum begins", FoldSum),
    ];

    public static void Apply(Graph graph) => Apply(graph, Rules);

    public static void ApplyAtInference(Graph graph)
    {
        Apply(graph, InferenceRules);
        Apply(graph, Rules);
    }

    private static void Apply(Graph graph, IEnumerable<RewriteRule> rules)
    {
        foreach (var rule in rules)
        {
            foreach (var node in graph.Nodes.ToArray()) rule.TryApply(graph, node);
        }
    }

    private static bool ToInference(Graph graph, Node node)
    {
        if (node.Op is not Convolution { Activation: null } convolution) return false;
        Become(graph, node, new ConvolutionInference(convolution.Window, convolution.OutputShape, HasBias: node.Inputs.Count == 3), node.Inputs, before: node);
        return true;
    }

    /// <summary>Needs the normalisation to be the convolution's only user.</summary>
    private static bool FoldNormalisation(Graph graph, Node node)
    {
        if (node.Op is not BatchNormInference { Activation: null } norm) return false;
        var sum = node.Inputs[0];
        if (sum.Producer.Op is not ConvolutionInference { Epsilon: null } convolution || !IsOnlyRead(graph, sum)) return false;
        var host = sum.Producer;
        Become(graph, node, convolution with { Epsilon = norm.Epsilon }, [.. host.Inputs, node.Inputs[1], node.Inputs[2]], before: host, origin: host.Origin);
        graph.Remove(host);
        return true;
    }

    /// <summary>Needs the sum to be the convolution's only user; of two convolutions the one that comes last takes the other's result.</summary>
    private static bool FoldSum(Graph graph, Node node)
    {
        if (node.Op is not Add || node.Inputs[0].Type != node.Inputs[1].Type || node.Inputs[0] == node.Inputs[1]) return false;
        var hosts = node.Inputs.Where(i => i.Producer.Op is ConvolutionInference { HasSum: false } && IsOnlyRead(graph, i)).Select(i => i.Producer).ToArray();
        if (hosts.Length == 0) return false;
        var host = hosts[hosts.Length - 1];
        var other = node.Inputs[0].Producer == host ? node.Inputs[1] : node.Inputs[0];
        Become(graph, node, ((ConvolutionInference)host.Op) with { HasSum = true }, [other, .. host.Inputs], before: node, origin: host.Origin);
        graph.Remove(host);
        return true;
    }

    /// <summary>Whether one operation reads a value, and nobody else sees it.</summary>
    private static bool IsOnlyRead(Graph graph, Value value) => value.Users.Count == 1 && !graph.Results.Contains(value);

    /// <summary>Puts an operation in the place of a node.</summary>
    private static void Become(Graph graph, Node node, Op op, IReadOnlyList<Value> inputs, Node before, BoundNode? origin = null)
    {
        var made = graph.Add(op, origin ?? node.Origin, inputs, before);
        made.Outputs[0].Name = node.Outputs[0].Name;
        graph.Replace(node.Outputs[0], made.Outputs[0]);
        graph.Remove(node);
    }

    /// <summary>In training. Needs the sum to be the normalisation's only user; of two normalisations the one that comes last takes the other's result.</summary>
    private static bool AddToNormalisation(Graph graph, Node node)
    {
        if (node.Op is not Add || node.Inputs[0].Type != node.Inputs[1].Type || node.Inputs[0] == node.Inputs[1]) return false;
        var hosts = node.Inputs.Where(i => i is { Index: 0, Producer.Op: BatchNorm { Activation: null } } && IsOnlyRead(graph, i)).Select(i => i.Producer).ToArray();
        if (hosts.Length == 0) return false;
        var host = hosts[hosts.Length - 1];
        var norm = (BatchNorm)host.Op;
        var other = node.Inputs[0].Producer == host ? node.Inputs[1] : node.Inputs[0];
        var fused = graph.Add(new BatchNormSum(norm.Momentum, norm.Epsilon), host.Origin, [.. host.Inputs, other], before: node);
        for (var i = 0; i < fused.Outputs.Length; i++)
        {
            fused.Outputs[i].Name = i == 0 ? node.Outputs[0].Name : host.Outputs[i].Name;
            graph.Replace(i == 0 ? node.Outputs[0] : host.Outputs[i], fused.Outputs[i]);
        }

        graph.Remove(node);
        graph.Remove(host);
        return true;
    }

    /// <summary>Needs the activation to be the sum's only user, and its slope to come from the output: the sum itself is never seen.</summary>
    private static bool FoldActivation(Graph graph, Node node)
    {
        if (node.Op is not Activate { Function: { SlopeFromOutput: true } function }) return false;
        var sum = node.Inputs[0];
        var host = sum.Producer;
        if (host.Op is not IActivationHost { Activation: null } carrier || sum.Index != 0 || !IsOnlyRead(graph, sum)) return false;
        var fused = graph.Add(carrier.With(function), host.Origin, host.Inputs, before: host);
        for (var i = 0; i < fused.Outputs.Length; i++)
        {
            fused.Outputs[i].Name = host.Outputs[i].Name;
            graph.Replace(host.Outputs[i], fused.Outputs[i]);
        }

        graph.Replace(node.Outputs[0], fused.Outputs[0]);
        graph.Remove(node);
        graph.Remove(host);
        return true;
    }

    /// <summary>The gradient before the activation goes to the normalisation and to what was added to it.</summary>
    private static bool FoldSharedGradient(Graph graph, Node node)
    {
        if (node.Op is not BatchNormBackward { Activation: null } backward) return false;
        var gradient = node.Inputs[0];
        if (gradient.Producer is not { Op: ActivateBackward { Function: { SlopeFromOutput: true } function } } slope || gradient.Users.Count < 2) return false;
        var output = slope.Inputs[1];
        if (output.Producer is not { Op: BatchNormSum { Activation: not null } } host || host.Inputs[0] != node.Inputs[1] || host.Inputs[1] != node.Inputs[2]) return false;
        var fused = graph.Add(new BatchNormSumBackward(backward.Epsilon, function), node.Origin, [slope.Inputs[0], .. node.Inputs.Skip(1), output], before: slope);
        for (var i = 0; i < node.Outputs.Length; i++)
        {
            fused.Outputs[i].Name = node.Outputs[i].Name;
            graph.Replace(node.Outputs[i], fused.Outputs[i]);
        }

        fused.Outputs[3].Name = gradient.Name;
        graph.Remove(node);
        graph.Replace(gradient, fused.Outputs[3]);
        graph.Remove(slope);
        return true;
    }

    /// <summary>
    /// A maximum's slope is that of the element it was taken from; no other element has a gradient. Needs the pooling to be the activation's only user. Of
    /// ReLU, whose slopes of 0 and 1 change no bits where windows overlap.
    /// </summary>
    private static bool SlopeOfMaxima(Graph graph, Node node)
    {
        if (node.Op is not ActivateBackward { Function.Name: "relu" } slope || node.Inputs[0].Users.Count != 1) return false;
        var spread = node.Inputs[0].Producer;
        if (spread.Op is not MaxPoolBackward) return false;
        var pool = spread.Inputs[1].Producer;
        if (pool.Inputs[0] != node.Inputs[1]) return false;
        var before = graph.Add(slope, node.Origin, [spread.Inputs[0], pool.Outputs[0]], before: spread).Outputs[0];
        before.Name = spread.Inputs[0].Name;
        graph.ReplaceIn(spread, spread.Inputs[0], before);
        graph.Replace(node.Outputs[0], spread.Outputs[0]);
        graph.Remove(node);
        return true;
    }

    /// <summary>Only for an activation that was itself folded into the same layer: its output is then the fused one.</summary>
    private static bool FoldActivationGradient(Graph graph, Node node)
    {
        if (node.Op is not IActivationGradientHost { Activation: null } carrier) return false;
        var gradient = node.Inputs[0];
        if (gradient.Producer is not { Op: ActivateBackward { Function: { SlopeFromOutput: true } function } } slope) return false;
        var output = slope.Inputs[1];
        if (output.Producer.Op is not IActivationHost { Activation: not null } or BatchNormSum || !IsOnlyRead(graph, gradient)) return false;
        var fused = graph.Add(carrier.With(function), node.Origin, [slope.Inputs[0], .. node.Inputs.Skip(1), output], before: node);
        Exchange(graph, node, fused);
        graph.Remove(slope);
        return true;
    }

    /// <summary>Needs the part to be added and nothing else.</summary>
    private static bool AddFromWhole(Graph graph, Node node)
    {
        if (node.Op is not Add || node.Inputs[0].Type != node.Inputs[1].Type || node.Inputs[0] == node.Inputs[1]) return false;
        var part = node.Inputs.FirstOrDefault(i => i.Producer.Op is ConcatenateBackward && IsOnlyRead(graph, i))?.Producer;
        if (part is null) return false;
        var other = node.Inputs[0].Producer == part ? node.Inputs[1] : node.Inputs[0];
        Become(graph, node, new AddPart((ConcatenateBackward)part.Op), [other, part.Inputs[0]], before: node);
        graph.Remove(part);
        return true;
    }

    /// <summary>Needs both gradients to be added and nothing else, and the factors to be numbers for each channel.</summary>
    private static bool SpreadOnTheWay(Graph graph, Node node)
    {
        if (node.Op is not Add) return false;
        var spread = node.Inputs.FirstOrDefault(i => i.Producer.Op is GlobalAveragePoolBackward && IsOnlyRead(graph, i))?.Producer;
        var product = node.Inputs.FirstOrDefault(i => i.Producer.Op is Multiply && IsOnlyRead(graph, i))?.Producer;
        if (spread is null || product is null) return false;
        var (map, factors) = Multiply.IsScaled(product.Inputs[0], product.Inputs[1]) ? (product.Inputs[0], product.Inputs[1]) : (product.Inputs[1], product.Inputs[0]);
        if (!Multiply.IsScaled(map, factors)) return false;
        Become(graph, node, new MultiplyAndSpread(), [map, factors, spread.Inputs[0]], before: node);
        graph.Remove(product);
        graph.Remove(spread);
        return true;
    }

    /// <summary>Needs the parameters to be this layer's alone, and their gradients to be needed for nothing else.</summary>
    private static bool UpdateOnTheWay(Graph graph, Node node)
    {
        if (node.Op is not LinearBackward backward) return false;
        var updates = new List<Node>();
        // Read by the forward pass and by this node.
        foreach (var (parameter, gradient) in node.Inputs.Skip(2).Zip(node.Outputs.Skip(1), (p, g) => (p, g)))
        {
            if (parameter.Users.Count != 2 || gradient.Users.Count != 1 || gradient.Users[0] is not { Op: UpdateParameter } user) return false;
            updates.Add(user);
        }

        var update = new LinearBackwardUpdate(backward.Activation, ((UpdateParameter)updates[0].Op).Penalties, node.Inputs[2].Type.Bytes);
        var fused = graph.Add(update, node.Origin, node.Inputs, before: node);
        fused.Outputs[0].Name = node.Outputs[0].Name;
        graph.Replace(node.Outputs[0], fused.Outputs[0]);
        foreach (var user in updates) graph.Remove(user);
        graph.Remove(node);
        return true;
    }

    /// <summary>Of feature maps in blocks. The slope may stand alone, or be a convolution's that a rule above has given it to.</summary>
    private static bool SlopeOfInput(Graph graph, Node node)
    {
        var function = node.Op is ActivateBackward alone ? alone.Function : (node.Op as ConvolutionBackward)?.Activation;
        if (function is not { Name: "relu" } || !IsOnlyRead(graph, node.Inputs[0])) return false;
        var host = node.Inputs[0].Producer;
        if (host.Op is not ConvolutionBackward { InputActivation: null } backward || host.Inputs[1] != node.Inputs[node.Inputs.Count - 1] || !backward.TakesBlocks(host)) return false;
        var made = graph.Add(backward with { InputActivation = function }, host.Origin, host.Inputs, before: host);
        Exchange(graph, host, made);
        if (node.Op is ConvolutionBackward after)
        {
            Exchange(graph, node, graph.Add(after with { Activation = null }, node.Origin, [.. node.Inputs.Take(node.Inputs.Count - 1)], before: node));
        }
        else
        {
            made.Outputs[0].Name = node.Outputs[0].Name;
            graph.Replace(node.Outputs[0], made.Outputs[0]);
            graph.Remove(node);
        }

        return true;
    }

    /// <summary>Of feature maps in blocks. Needs the sum to be the gradient's only user, and the other gradient to be there before; of two convolutions the last one adds.</summary>
    private static bool AddToGradient(Graph graph, Node node)
    {
        if (node.Op is not Add || node.Inputs[0].Type != node.Inputs[1].Type || node.Inputs[0] == node.Inputs[1]) return false;
        var last = node.Previous;
        while (last is not null && !node.Inputs.Any(i => i.Producer == last)) last = last.Previous;
        if (last?.Op is not ConvolutionBackward { Activation: null, InputActivation: null } backward || !backward.TakesBlocks(last) || !Layout.IsBlocked(node.Outputs[0].Type)) return false;
        var own = last.Outputs[0];
        if (!node.Inputs.Contains(own) || !IsOnlyRead(graph, own)) return false;
        var made = graph.Add(new ConvolutionBackwardSum(backward.Window), last.Origin, [node.Inputs[0] == own ? node.Inputs[1] : node.Inputs[0], .. last.Inputs], before: last);
        Exchange(graph, last, made);
        made.Outputs[0].Name = node.Outputs[0].Name;
        graph.Replace(node.Outputs[0], made.Outputs[0]);
        graph.Remove(node);
        return true;
    }

    /// <summary>Puts a node in another's place, with its outputs' names.</summary>
    private static void Exchange(Graph graph, Node old, Node @new)
    {
        for (var i = 0; i < @new.Outputs.Length; i++)
        {
            @new.Outputs[i].Name = old.Outputs[i].Name;
            graph.Replace(old.Outputs[i], @new.Outputs[i]);
        }

        graph.Remove(old);
    }
}
