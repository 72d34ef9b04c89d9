using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Binding;

/// <summary>What a forward graph is lowered for.</summary>
public enum PassKind
{
    /// <summary>No backward pass follows: dropouts drop nothing, normalisations use the running statistics.</summary>
    Inference,

    /// <summary>A backward pass follows in which parameters are updated by the optimiser at hand.</summary>
    TrainStep,

    /// <summary>A backward pass follows in which gradients are gathered.</summary>
    Composable,
}

/// <summary>From layers to operations: one forward graph of a model or a block, for training or for inference.</summary>
public sealed class Lowering
{
    private readonly Graph _graph = new();
    private readonly Dictionary<LayerNode, Value[]> _parameters = [];
    private readonly Dictionary<Value, Value> _flat = [];
    private LayerNode? _layer;
    private BoundNode? _origin;

    private readonly PassKind _pass;

    private Lowering(PassKind pass) => _pass = pass;

    /// <summary>Whether dropouts drop and normalisations use the batch's own statistics.</summary>
    public bool Training => _pass != PassKind.Inference;

    /// <summary>The forward pass of a body, with its results.</summary>
    /// <param name="body">What to lower.</param>
    /// <param name="pass">What it is for.</param>
    /// <param name="blocks">The compiled form of the blocks in it.</param>
    public static LoweredBody Lower(BoundBody body, PassKind pass, Func<BlockType, BlockCode> blocks)
    {
        var lowering = new Lowering(pass);
        var values = new Dictionary<BoundNode, Value>();
        var instances = new List<Value>();
        foreach (var input in body.Inputs)
        {
            values.Add(input, lowering.Leaf(new Argument(input.Name, TensorType.Batch(input.Output)), body.Inputs.Count == 1 ? "x" : input.Variable));
        }

        foreach (var node in body.Nodes)
        {
            lowering._origin = node;
            if (node is BlockNode block) values.Add(node, lowering.Lower(block, blocks(block.Type), values[block.Input], instances));
            else values.Add(node, lowering.Lower((LayerNode)node, values));
        }

        var parameters = body.Nodes.OfType<LayerNode>().Where(l => l.SharedWith is null).SelectMany(l => lowering._parameters[l]);
        return new LoweredBody(lowering._graph, [.. body.Inputs.Select(i => values[i])], [.. body.Outputs.Select(o => values[o])], [.. parameters], instances, values);
    }

    /// <summary>Appends an operation of the current layer; its main output.</summary>
    public Value Add(Op op, params Value[] inputs) => AddNode(op, inputs).Outputs[0];

    /// <summary>The current layer's learned tensors, in its order.</summary>
    public Value[] Parameters(Layer layer) => _parameters[_layer!.Owner];

    /// <summary>The activation that a layer carries without its being written.</summary>
    public Value Carry(Value value, ActivationFunction? activation)
    {
        if (activation is null) return value;
        var active = Add(new Activate(activation), value);
        // One that cannot be folded into the layer leaves two values there, which need two names.
        if (!activation.SlopeFromOutput) active.Name = value.Name + "Active";
        return active;
    }

    /// <summary>One axis of all numbers; nothing to do where there is one already, or where another layer has done it.</summary>
    public Value Flatten(Value value)
    {
        if (value.Type.Shape.Rank == 1) return value;
        if (_flat.TryGetValue(value, out var known)) return known;
        var flat = Add(new Reshape(Shape.Of((int)value.Type.Shape.Elements)), value);
        flat.Name = value.Name + "Flat";
        _flat.Add(value, flat);
        return flat;
    }

    private Node AddNode(Op op, params Value[] inputs)
    {
        var node = _graph.Add(op, _origin, inputs);
        for (var i = 0; i < node.Outputs.Length; i++) node.Outputs[i].Name = Naming.Forward(_origin, op.OutputNames[i]);
        return node;
    }

    private Value Lower(LayerNode node, Dictionary<BoundNode, Value> values)
    {
        _layer = node;
        if (node.SharedWith is null) AddParameters(node);
        return node.Layer.Lower(this, node.Inputs.Select(i => values[i]).ToArray());
    }

    private Value Lower(BlockNode node, BlockCode code, Value input, List<Value> instances)
    {
        if (!Training) return Add(new BlockPredict(node, code), input);
        var instance = Leaf(new BlockLeaf(node), node.Variable);
        instances.Add(instance);
        return Add(new BlockForward(node, code, _pass == PassKind.TrainStep), input, instance);
    }

    private void AddParameters(LayerNode node) => _parameters[node] = node.Layer.Parameters
        .Select(p => Leaf(new ParameterLeaf(p.Part is null ? node.Property : $"{node.Property}.{p.Part}", p), node.Variable + p.Part + p.Property))
        .ToArray();

    private Value Leaf(LeafOp op, string name)
    {
        var value = _graph.Add(op, _origin, []).Outputs[0];
        value.Name = name;
        return value;
    }
}

/// <summary>A forward graph and the values in it that passes are built around.</summary>
/// <param name="Graph">The operations.</param>
/// <param name="Inputs">Of the body, in order.</param>
/// <param name="Outputs">Of the body, in order.</param>
/// <param name="Parameters">What the body's own layers learn.</param>
/// <param name="Blocks">The blocks in it, which learn by themselves.</param>
/// <param name="Values">The value of each node.</param>
public sealed record LoweredBody(
    Graph Graph, IReadOnlyList<Value> Inputs, IReadOnlyList<Value> Outputs, IReadOnlyList<Value> Parameters, IReadOnlyList<Value> Blocks,
    IReadOnlyDictionary<BoundNode, Value> Values)
{
    public Value Input => Inputs[0];

    public Value Output => Outputs[0];
}
