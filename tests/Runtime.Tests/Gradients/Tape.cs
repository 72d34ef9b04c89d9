using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>
/// libtorch's autograd: leaves that want gradients, operators recorded while it lives, and the gradients that come of them.
/// </summary>
internal sealed class Tape : IDisposable
{
    private readonly Dispatcher _dispatcher = Dispatcher.Default;
    private readonly List<nint> _made = [];
    private readonly nint[] _leaves;
    private readonly nint[] _kept;
    private readonly nint[] _inputs;

    public Tape(IEnumerable<Tensor> inputs, IEnumerable<Tensor> parameters, nint constant = 0, IEnumerable<nint>? kept = null)
    {
        using var recording = new Recording();
        _leaves = [.. inputs.Concat(parameters).Select(tensor => this[Aten.Clone(tensor.Handle)])];
        Parameters = inputs.Count();
        Constant = constant;
        _kept = [.. kept ?? []];
        _inputs = [.. inputs.Select(tensor => tensor.Handle)];
        foreach (nint leaf in _leaves) Recording.RequireGradient(leaf);
    }

    public Aten Aten => _dispatcher.Aten;

    public nint X => _leaves[0];

    public nint Y => _leaves[1];

    public nint Z => _leaves[2];

    public nint Input(int index) => _leaves[index];

    public nint Weight => _leaves[Parameters];

    /// <summary>0 where the layer has none.</summary>
    public nint Bias => _leaves.Length > Parameters + 1 ? _leaves[Parameters + 1] : 0;

    public nint Parameter(int index) => _leaves[Parameters + index];

    public nint Constant { get; }

    private int Parameters { get; }

    /// <summary>Keeps a result until the end: <c>t[t.Aten.Relu(x)]</c>.</summary>
    public nint this[nint handle]
    {
        get
        {
            _made.Add(handle);
            return handle;
        }
    }

    /// <summary>Constants in the sizes and of the type of a result, where that is.</summary>
    public nint Like(nint result, double[] numbers)
    {
        using var like = new Tensor(_dispatcher, _dispatcher.Retain(result));
        using var constant = Numbers.ToTensor(numbers, like.Sizes, like.ElementType, like.Device);
        return this[_dispatcher.Retain(constant.Handle)];
    }

    /// <summary>What the step's forward pass kept: a mask to apply.</summary>
    public nint Kept(int index) => _kept[index];

    /// <summary>An input's numbers, which autograd takes for constants.</summary>
    public nint Detached(int input) => _inputs[input];

    // libtorch's own hard sigmoid has a gradient in float64 that takes 1/6 as a float.
    public nint Activate(nint x, Activation activation) => activation.Kind switch
    {
        ActivationKind.None => x,
        ActivationKind.HardSigmoid => this[Aten.MulScalar(this[Aten.Hardtanh(this[Aten.AddScalar(x, 3)], 0, 6)], 1.0 / 6)],
        _ => this[Nonlinearity.Of(activation).Apply(Aten, x, activation)],
    };

    /// <summary>Runs the formula and its backward pass: the output and each leaf's gradient.</summary>
    public (double[] Output, double[][] Gradients) Run(Func<Tape, nint> formula, Tensor gradient)
    {
        using var recording = new Recording();
        nint output = formula(this);
        nint[] gradients = Recording.Gradients(output, gradient.Handle, _leaves);
        return (Read(_dispatcher.Retain(output)), [.. gradients.Select(Read)]);
    }

    public void Dispose()
    {
        foreach (nint handle in _made) _dispatcher.Release(handle);
    }

    private double[] Read(nint handle)
    {
        if (handle == 0) return [];
        using var tensor = new Tensor(_dispatcher, handle);
        return Numbers.ToDoubles(tensor);
    }
}
