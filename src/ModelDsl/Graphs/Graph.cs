using ModelDsl.Binding;
using ModelDsl.Ops;

namespace ModelDsl.Graphs;

/// <summary>
/// A pass over the network as operations on tensors, in an order in which it can run: each node's inputs are made by nodes before it.
/// Forward graphs come from the layers (<see cref="Lowering"/>); Differentiation appends the backward pass; Optimisation rewrites.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private int _nextId;

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>What the pass hands back, in order.</summary>
    public List<Value> Results { get; } = [];

    /// <summary>Appends a node, or puts it where <paramref name="before"/> stands now.</summary>
    public Node Add(Op op, LayerNode? origin, IReadOnlyList<Value> inputs, Node? before = null)
    {
        var node = new Node(_nextId++, op, origin, inputs);
        if (before is null) _nodes.Add(node);
        else _nodes.Insert(_nodes.IndexOf(before), node);
        return node;
    }

    /// <summary>Makes every user of one value, and the results, use another.</summary>
    public void Replace(Value old, Value @new)
    {
        foreach (var node in _nodes) node.ReplaceInput(old, @new);
        for (var i = 0; i < Results.Count; i++)
        {
            if (Results[i] == old) Results[i] = @new;
        }
    }

    public void Remove(Node node) => _nodes.Remove(node);

    /// <summary>The nodes that use a value; one that uses it twice stands there twice.</summary>
    public IEnumerable<Node> UsersOf(Value value) => _nodes.SelectMany(n => n.Inputs.Where(i => i == value).Select(_ => n));

    public bool IsUsed(Value value) => Results.Contains(value) || _nodes.Any(n => n.Inputs.Contains(value));

    /// <summary>Drops every node whose outputs nothing needs; effects and results are what is needed.</summary>
    public void RemoveDeadCode()
    {
        var live = new HashSet<Node>(Results.Select(v => v.Producer));
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            var node = _nodes[i];
            if (!node.Op.IsEffect && !live.Contains(node)) continue;
            live.Add(node);
            foreach (var input in node.Inputs) live.Add(input.Producer);
        }

        _nodes.RemoveAll(n => !live.Contains(n));
    }
}

/// <summary>One operation: what it does, what it reads, what it makes, and the layer it stands for.</summary>
public sealed class Node
{
    private readonly Value[] _inputs;

    internal Node(int id, Op op, LayerNode? origin, IReadOnlyList<Value> inputs)
    {
        Id = id;
        Op = op;
        Origin = origin;
        _inputs = inputs.ToArray();
        var types = op.Infer(inputs.Select(i => i.Type).ToArray());
        Outputs = types.Select((type, index) => new Value(this, index, type)).ToArray();
    }

    public int Id { get; }

    public Op Op { get; }

    public LayerNode? Origin { get; }

    public IReadOnlyList<Value> Inputs => _inputs;

    public IReadOnlyList<Value> Outputs { get; }

    internal void ReplaceInput(Value old, Value @new)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i] == old) _inputs[i] = @new;
        }
    }
}

/// <summary>A tensor in a graph. Two values are the same only if they are the same object.</summary>
public sealed class Value
{
    internal Value(Node producer, int index, TensorType type)
    {
        Producer = producer;
        Index = index;
        Type = type;
    }

    public Node Producer { get; }

    /// <summary>Which of its producer's outputs it is.</summary>
    public int Index { get; }

    public TensorType Type { get; }

    /// <summary>What it is called in generated code, without regard to uniqueness: <c>conv1</c>, <c>dConv1Weight</c>.</summary>
    public string Name { get; set; } = "";
}
