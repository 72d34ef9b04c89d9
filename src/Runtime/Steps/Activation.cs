namespace ModelDsl.Runtime;

/// <summary>
/// An element-wise non-linearity, fused with the layer before it or on its own.
/// The backward pass keeps its output and not its input, so the gradient has to follow from the output alone; see
/// <see cref="HasGradient"/>.
/// </summary>
public readonly record struct Activation
{
    private Activation(ActivationKind kind, double first = 0, double second = 0) => (Kind, First, Second) = (kind, first, second);

    /// <summary>y = x.</summary>
    public static Activation None => default;

    /// <summary>y = max(x, 0).</summary>
    public static Activation Relu { get; } = new(ActivationKind.Relu);

    /// <summary>y = 1 / (1 + e^-x).</summary>
    public static Activation Sigmoid { get; } = new(ActivationKind.Sigmoid);

    /// <summary>y = tanh x.</summary>
    public static Activation Tanh { get; } = new(ActivationKind.Tanh);

    internal ActivationKind Kind { get; }

    internal bool IsNone => Kind == ActivationKind.None;

    internal double First { get; }

    internal double Second { get; }

    /// <summary>
    /// Whether the gradient follows from the output: not for a leaky slope or an ELU's alpha below 0, nor for a threshold
    /// whose replacement value is above the threshold. Such an activation works in inference; its backward pass throws.
    /// </summary>
    public bool HasGradient => IsNone || Nonlinearity.Of(this).HasGradient(this);

    /// <summary>y = x where x &gt; 0, else slope · x (Maas et al. 2013).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slope is not finite.</exception>
    public static Activation Leaky(double slope = 0.01) => new(ActivationKind.Leaky, Finite(slope, nameof(slope)));

    /// <summary>y = x where x &gt; 0, else alpha · (e^x - 1) (Clevert et al. 2016).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not finite.</exception>
    public static Activation Elu(double alpha = 1) => new(ActivationKind.Elu, Finite(alpha, nameof(alpha)));

    /// <summary>y = x where x &gt; threshold, else value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not finite.</exception>
    public static Activation Threshold(double threshold, double value) =>
        new(ActivationKind.Threshold, Finite(threshold, nameof(threshold)), Finite(value, nameof(value)));

    /// <summary>As a call of this type's members: <c>Relu</c>, <c>Leaky(0.01)</c>.</summary>
    public override string ToString() => Kind switch
    {
        ActivationKind.Leaky or ActivationKind.Elu => FormattableString.Invariant($"{Kind}({First})"),
        ActivationKind.Threshold => FormattableString.Invariant($"{Kind}({First}, {Second})"),
        _ => Kind.ToString(),
    };

    private static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "An activation's parameter must be finite.");
}
