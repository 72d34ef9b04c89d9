using ModelDsl.Binding;
using ModelDsl.Ops;

namespace ModelDsl.Graphs;

/// <summary>
/// A pass over the network as operations on tensors, in an order in which it can run: each node's inputs are made by nodes before it.
/// Forward graphs come from the layers (<see cref="Lowering"/>); Differentiation appends the backward pass; Optimisation rewrites. Nodes are
/// linked and know their users, so that every change costs the same however large the graph is.
/// </summary>
public sealed class Graph
{
    private Node? _first;
    private Node? _last;
    private int _nextId;

    public IEnumerable<Node> Nodes
    {
        get
        {
            for (var node = _first; node is not null; node = node.Next) yield return node;
        }
    }

    /// <summary>The same from the end.</summary>
    public IEnumerable<Node> NodesFromLast
    {
        get
        {
            for (var node = _last; node is not null; node = node.Previous) yield return node;
        }
    }

    /// <summary>What the pass hands back, in order.</summary>
    public List<Value> Results { get; } = [];

    /// <summary>Appends a node, or puts it before another.</summary>
    public Node Add(Op op, BoundNode? origin, IReadOnlyList<Value> inputs, Node? before = null)
    {
        var node = new Node(_nextId++, op, origin, inputs) { Next = before, Previous = before is null ? _last : before.Previous };
        if (node.Previous is null) _first = node;
        else node.Previous.Next = node;
        if (before is null) _last = node;
        else before.Previous = node;
        return node;
    }

    /// <summary>Takes a node out; nothing may use it any more.</summary>
    public void Remove(Node node)
    {
        if (node.Previous is null) _first = node.Next;
        else node.Previous.Next = node.Next;
        if (node.Next is null) _last = node.Previous;
        else node.Next.Previous = node.Previous;
        foreach (var input in node.Inputs) input.Users.Remove(node);
    }

    /// <summary>Makes every user of one value, and the results, use another; except one node.</summary>
    public void Replace(Value old, Value @new, Node? except = null)
    {
        foreach (var user in old.Users)
        {
            if (user == except) continue;
            user.ReplaceInput(old, @new);
            @new.Users.Add(user);
        }

        old.Users.RemoveAll(user => user != except);
        for (var i = 0; i < Results.Count; i++)
        {
            if (Results[i] == old) Results[i] = @new;
        }
    }

    /// <summary>Makes one node use another value.</summary>
    public void ReplaceIn(Node node, Value old, Value @new)
    {
        node.ReplaceInput(old, @new);
        while (old.Users.Remove(node)) @new.Users.Add(node);
    }

    /// <summary>Drops every node whose outputs nothing needs; effects and results are what is needed.</summary>
    public void RemoveDeadCode()
    {
        var needed = new HashSet<Node>(Results.Select(v => v.Producer));
        for (var node = _last; node is not null; node = node.Previous)
        {
            if (!node.Op.IsEffect && !needed.Contains(node) && node.Outputs.All(o => o.Users.Count == 0)) Remove(node);
        }
    }
}

/// <summary>One operation: what it does, what it reads, what it makes, and the layer it stands for.</summary>
public sealed class Node
{
    private readonly Value[] _inputs;

    internal Node(int id, Op op, BoundNode? origin, IReadOnlyList<Value> inputs)
    {
        Id = id;
        Op = op;
        Origin = origin;
        _inputs = new Value[inputs.Count];
        var types = new TensorType[inputs.Count];
        for (var i = 0; i < _inputs.Length; i++)
        {
            _inputs[i] = inputs[i];
            _inputs[i].Users.Add(this);
            types[i] = inputs[i].Type;
        }

        var outputs = op.Infer(types);
        Outputs = new Value[outputs.Count];
        for (var i = 0; i < Outputs.Length; i++) Outputs[i] = new Value(this, i, outputs[i]);
    }

    public int Id { get; }

    public Op Op { get; }

    public BoundNode? Origin { get; }

    public IReadOnlyList<Value> Inputs => _inputs;

    public Value[] Outputs { get; }

    internal Node? Next { get; set; }

    internal Node? Previous { get; set; }

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

    /// <summary>The nodes that read it; one that reads it twice stands there twice.</summary>
    public List<Node> Users { get; } = [];

    /// <summary>What it is called in generated code, without regard to uniqueness: <c>conv1</c>, <c>dConv1Weight</c>.</summary>
    public string Name { get; set; } = "";
}
