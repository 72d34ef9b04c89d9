using ModelDsl.Binding;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>
/// A model as libtorch alone runs it: the layers' forward operations one by one in plain ATen while autograd records, and the gradients that
/// autograd then gives. Of the compiler it takes the layers and their constants; nothing of its differentiation, fusion or plans.
/// </summary>
internal sealed class Reference : IDisposable
{
    private readonly LibTorchDispatcher _dispatcher = LibTorchDispatcher.Instance;
    private readonly List<nint> _made = [];
    private readonly Dictionary<string, nint> _parameters = [];
    private readonly Cancellations _cancelled = new();
    private readonly nint[] _inputs;
    private readonly nint[] _outputs;
    private readonly Dictionary<Graphs.Value, nint> _values;
    private readonly Network _network;
    private readonly ReferenceOperations _operations;

    /// <param name="model">What to run.</param>
    /// <param name="network">Whose parameters to use; they are read where they are.</param>
    /// <param name="inputs">The examples, for each of its inputs.</param>
    /// <param name="seed">Of the stream that dropout draws from; none for inference.</param>
    public Reference(BoundModel model, Network network, IReadOnlyList<Tensor> inputs, long? seed)
    {
        using var recording = LibTorchDispatcher.Autograd();
        using var random = new RandomStream(seed ?? 0, network.Device);
        _inputs = [.. inputs.Select(input => input.ElementType == ElementType.Int64 ? Keep(_dispatcher.Retain(input.Handle)) : Leaf(input))];
        foreach (var parameter in network.Parameters) _parameters.Add(parameter.Name, Leaf(parameter.Value));
        (Model, _network) = (model, network);
        _operations = new ReferenceOperations(_dispatcher, random, Keep);
        (Lowered, _values) = Run(model.Body, "", _inputs, seed is null ? PassKind.Inference : PassKind.Composable);
        _outputs = [.. Lowered.Outputs.Select(v => _values[v])];
        Outputs = [.. _outputs.Select(Borrow)];
    }

    public BoundModel Model { get; }

    /// <summary>What the model gives, all of it; the reference's own.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>The model's operations.</summary>
    public LoweredBody Lowered { get; }

    /// <summary>The value of a layer or an input of the model itself; the reference's own.</summary>
    public nint this[BoundNode node] => _values[Lowered.Values[node]];

    /// <summary>The weights whose layers have a penalty of their own.</summary>
    public IEnumerable<(nint Weight, double L1, double L2)> PenalisedWeights =>
        _network.Parameters.Where(p => p.Penalty != default).Select(p => (_parameters[p.Name], p.Penalty.L1, p.Penalty.L2));

    /// <summary>Every weight, in blocks too, and no bias.</summary>
    public IEnumerable<nint> Weights => _parameters.Where(p => p.Key.EndsWith(".weight", StringComparison.Ordinal)).Select(p => p.Value);

    /// <summary>The parameter that a value of the model itself is; the reference's own.</summary>
    public nint Parameter(Graphs.Value value) => _parameters[NameOf(value, "")];

    /// <summary>Runs autograd from the gradient of each output. Once.</summary>
    public void Backward(IReadOnlyList<Tensor> outputGradients)
    {
        if (_outputs.Length == 1)
        {
            Autograd.Backward(_dispatcher, _outputs[0], outputGradients[0].Handle);
            return;
        }

        var aten = _dispatcher.Aten;
        nint sum = 0;
        using (LibTorchDispatcher.Autograd())
        {
            foreach (var (output, gradient) in _outputs.Zip(outputGradients))
            {
                var term = Keep(aten.Sum(Keep(aten.Mul(output, gradient.Handle)), []));
                sum = sum == 0 ? term : Keep(aten.Add(sum, term));
            }
        }

        Autograd.Backward(_dispatcher, sum, Keep(aten.OnesLike(sum)));
    }

    /// <summary>The gradient of an input of the model; the caller's.</summary>
    public Tensor InputGradient(int index) => Gradient(_inputs[index], "an input");

    /// <summary>The gradient of a parameter by its name; the caller's.</summary>
    public Tensor Gradient(string parameter) => Gradient(_parameters[parameter], parameter);

    /// <summary>
    /// Whether batch normalisation takes a parameter away again, or attention's softmax the bias of its keys. Its gradient is 0 but
    /// for rounding.
    /// </summary>
    public bool IsCancelled(string parameter) => _cancelled.Contains(parameter);

    public void Dispose()
    {
        foreach (var output in Outputs) output.Dispose();
        foreach (var handle in _made) _dispatcher.Release(handle);
    }

    /// <summary>A model's or a block's operations one by one.</summary>
    /// <param name="body">Its layers.</param>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="pass">Training or inference.</param>
    private (LoweredBody Lowered, Dictionary<Graphs.Value, nint> Values) Run(BoundBody body, string prefix, IReadOnlyList<nint> inputs, PassKind pass)
    {
        var lowered = Lowering.Lower(body, pass, _ => new Ops.BlockCode("", false, false, 0, default, default, default));
        var values = lowered.Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var node in lowered.Graph.Nodes.Where(n => n.Op is not (Ops.Argument or Ops.BlockLeaf)))
        {
            if (node.Op is Ops.CrossProjection cross) values[node.Outputs[1]] = _operations.RunSecond(cross, [.. node.Inputs.Select(v => values[v])]);
            values[node.Outputs[0]] = node.Op switch
            {
                Ops.ParameterLeaf => _parameters[NameOf(node.Outputs[0], prefix)],
                Ops.BlockOp { Block: var block } => Run(block, prefix, values[node.Inputs[0]], pass),
                _ => Run(node, prefix, [.. node.Inputs.Select(v => values[v])]),
            };
        }

        return (lowered, values);
    }

    private nint Run(Graphs.Node node, string prefix, nint[] inputs)
    {
        var output = _operations.Run(node.Op, inputs, role => BufferOf($"{prefix}{OwnerOf(node)}.{role}"));
        _cancelled.Follow(node.Op, inputs, [.. node.Inputs.Select(v => NameOf(v, prefix))], output);
        return output;
    }

    private nint Run(BlockNode block, string prefix, nint x, PassKind pass)
    {
        for (var i = 0; i < block.Count; i++)
        {
            var (lowered, values) = Run(block.Type.Body, $"{prefix}{block.NameAt(i)}.", [x], pass);
            x = values[lowered.Output];
        }

        return x;
    }

    private static string OwnerOf(Graphs.Node node) => node.Origin is LayerNode layer ? layer.Owner.Name : node.Origin!.Name;

    /// <summary>The parameter that a value is, as the runtime names it; nothing for another value.</summary>
    private static string NameOf(Graphs.Value value, string prefix) => value.Producer.Op is Ops.ParameterLeaf leaf
        ? $"{prefix}{OwnerOf(value.Producer)}.{leaf.Parameter.Key}"
        : "";

    private nint BufferOf(string name) => _network.Buffers.Single(b => b.Name == name).Value.Handle;

    private nint Keep(nint handle)
    {
        _made.Add(handle);
        return handle;
    }

    /// <summary>The same storage as a tensor that autograd does not look behind.</summary>
    private nint Leaf(Tensor tensor) => Keep(Autograd.Leaf(_dispatcher, tensor.Handle));

    private Tensor Borrow(nint handle) => new(_dispatcher, _dispatcher.Retain(handle));

    private Tensor Gradient(nint leaf, string name) => _dispatcher.Gradient(leaf) is var gradient and not 0
        ? new Tensor(_dispatcher, gradient)
        : throw new InvalidOperationException($"autograd left no gradient at {name}");
}
