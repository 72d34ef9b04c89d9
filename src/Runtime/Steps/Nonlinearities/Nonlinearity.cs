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
}

/// <summary>
/// What an <see cref="Activation"/> computes. There is one instance per kind, an activation's numbers come with each call: generated
/// code makes
/// activations on the way, and no operation allocates.
/// </summary>
internal abstract class Nonlinearity
{
    // In the order of ActivationKind.
    private static readonly Nonlinearity?[] Kinds = [null, new Relu(), new Sigmoid(), new Tanh(), new Leaky(), new Elu(), new Threshold()];

    public static Nonlinearity Of(Activation activation) =>
        Kinds[(int)activation.Kind] ?? throw new ArgumentException("There is no activation.");

    /// <summary>A new tensor.</summary>
    public abstract nint Apply(Aten aten, nint input, Activation activation);

    public abstract void ApplyInPlace(Aten aten, nint input, Activation activation);

    /// <summary>A new tensor: the gradient times the derivative, taken from the output.</summary>
    public abstract nint Backward(Aten aten, nint gradient, nint output, Activation activation);

    /// <summary>The same, written over the gradient.</summary>
    public abstract void BackwardInPlace(Aten aten, nint gradient, nint output, Activation activation);

    /// <summary>Whether <see cref="Backward"/> gives the same with the input in the output's place.</summary>
    public virtual bool HasGradientFromInput => false;

    /// <summary>Whether the derivative follows from the output.</summary>
    public virtual bool HasGradient(Activation activation) => true;
}
