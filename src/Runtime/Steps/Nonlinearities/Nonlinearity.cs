using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

internal enum ActivationKind : byte
{
    None,
    Relu,
    Sigmoid,
    Tanh,
    Leaky,
    Elu,
    Threshold,
    Gelu,
    Silu,
    Mish,
    HardSwish,
    HardSigmoid,
    Softplus,
    CappedRelu,
}

/// <summary>
/// What an <see cref="Activation"/> computes. There is one instance per kind, an activation's numbers come with each call: generated
/// code makes
/// activations on the way, and no operation allocates.
/// </summary>
internal abstract class Nonlinearity
{
    // In the order of ActivationKind.
    private static readonly Nonlinearity?[] Kinds =
    [
        null, new Relu(), new Sigmoid(), new Tanh(), new Leaky(), new Elu(), new Threshold(), new Gelu(), new Silu(), new Mish(),
        new HardSwish(), new HardSigmoid(), new Softplus(), new CappedRelu(),
    ];

    public static Nonlinearity Of(Activation activation) =>
        Kinds[(int)activation.Kind] ?? throw new ArgumentException("There is no activation.");

    /// <summary>A new tensor.</summary>
    public abstract nint Apply(Aten aten, nint input, Activation activation);

    public abstract void ApplyInPlace(Aten aten, nint input, Activation activation);

    /// <summary>A new tensor: the gradient times the derivative, taken from the output.</summary>
    public abstract nint Backward(Aten aten, nint gradient, nint output, Activation activation);

    /// <summary>The same, written over the gradient, where <see cref="WritesOverGradient"/>.</summary>
    public virtual void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation) =>
        throw new NotSupportedException("libtorch has no operator that writes over the gradient.");

    /// <summary>Whether <see cref="Backward"/> takes the input in the output's place.</summary>
    public virtual bool HasGradientFromInput => false;

    /// <summary>Whether there is <see cref="BackwardInPlace"/>.</summary>
    public virtual bool WritesOverGradient => true;

    /// <summary>Whether the derivative follows from the output.</summary>
    public virtual bool HasGradient(Activation activation) => true;
}
