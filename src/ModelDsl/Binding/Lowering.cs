using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Binding;

/// <summary>From layers to operations: one forward graph for training or for inference.</summary>
public sealed class Lowering
{
    private readonly Graph _graph = new();
    private readonly Dictionary<Layer, Value[]> _parameters = [];
    private LayerNode? _origin;

    private Lowering(bool training) => Training = training;

    /// <summary>Whether dropouts drop and normalisations use the batch's own statistics.</summary>
    public bool Training { get; }

    /// <summary>The forward pass of a model, with its result.</summary>
    public static LoweredModel Lower(BoundModel model, bool training)
    {
        var lowering = new Lowering(training);
        var input = lowering.Leaf(new Argument("input", TensorType.Batch(model.Input)), "x");
        var outputs = new Dictionary<LayerNode, Value>();
        foreach (var node in model.Layers)
        {
            lowering._origin = node;
            lowering.AddParameters(node);
            outputs.Add(node, node.Layer.Lower(lowering, node.Input is null ? input : outputs[node.Input]));
        }

        var parameters = model.Layers.SelectMany(l => lowering._parameters[l.Layer]).ToArray();
        return new LoweredModel(lowering._graph, input, outputs[model.OutputLayer], parameters);
    }

    /// <summary>Appends an operation of the current layer; its main output.</summary>
    public Value Add(Op op, params Value[] inputs)
    {
        var node = _graph.Add(op, _origin, inputs);
        for (var i = 0; i < node.Outputs.Length; i++) node.Outputs[i].Name = Naming.Forward(_origin, op.OutputNames[i]);
        return node.Outputs[0];
    }

    /// <summary>The current layer's learned tensors, in its order.</summary>
    public Value[] Parameters(Layer layer) => _parameters[layer];

    /// <summary>The activation that a layer carries without its being written.</summary>
    public Value Carry(Value value, ActivationFunction? activation) => activation is null ? value : Add(new Activate(activation), value);

    /// <summary>One axis of all numbers; nothing to do where there is one already.</summary>
    public Value Flatten(Value value)
    {
        if (value.Type.Shape.Rank == 1) return value;
        var flat = Add(new Reshape(Shape.Of((int)value.Type.Shape.Elements)), value);
        flat.Name = value.Name + "Flat";
        return flat;
    }

    private void AddParameters(LayerNode node) => _parameters[node.Layer] = node.Layer.Parameters
        .Select(p => Leaf(new ParameterLeaf(p.Part is null ? node.Property : $"{node.Property}.{p.Part}", p), node.Name + p.Part + p.Property))
        .ToArray();

    private Value Leaf(LeafOp op, string name)
    {
        var value = _graph.Add(op, _origin, []).Outputs[0];
        value.Name = name;
        return value;
    }
}

/// <summary>A forward graph and the values in it that passes are built around.</summary>
public sealed record LoweredModel(Graph Graph, Value Input, Value Output, IReadOnlyList<Value> Parameters);
