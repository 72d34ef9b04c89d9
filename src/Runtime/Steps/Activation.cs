namespace ModelDsl.Runtime;

/// <summary>
/// An element-wise non-linearity, fused with the layer before it or on its own.
/// Where it is fused the backward pass keeps its output and not its input, so the gradient has to follow from the output alone; see
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

    /// <summary>y = x Φ(x), Φ being the normal distribution (Hendrycks &amp; Gimpel 2016).</summary>
    public static Activation Gelu { get; } = new(ActivationKind.Gelu);

    /// <summary>y = x / (1 + e^-x), swish (Elfwing et al. 2017).</summary>
    public static Activation Silu { get; } = new(ActivationKind.Silu);

    /// <summary>y = x tanh(log(1 + e^x)) (Misra 2019).</summary>
    public static Activation Mish { get; } = new(ActivationKind.Mish);

    /// <summary>y = x min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).</summary>
    public static Activation HardSwish { get; } = new(ActivationKind.HardSwish);

    /// <summary>y = min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).</summary>
    public static Activation HardSigmoid { get; } = new(ActivationKind.HardSigmoid);

    internal ActivationKind Kind { get; }

    internal bool IsNone => Kind == ActivationKind.None;

    internal double First { get; }

    internal double Second { get; }

    /// <summary>
    /// Whether the gradient follows from the output: not for a leaky slope or an ELU's alpha below 0, nor for a threshold
    /// whose replacement value is above the threshold, nor for GELU, SiLU, Mish, hard swish and softplus. Such an activation works in
    /// inference; its backward pass throws unless it is given the input and is one that has its gradient from there.
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

    /// <summary>y = log(1 + e^(beta x)) / beta (Dugas et al. 2001).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Beta is not a positive number.</exception>
    public static Activation Softplus(double beta = 1) => new(ActivationKind.Softplus, Positive(beta, nameof(beta)));

    /// <summary>y = min(max(x, 0), cap); ReLU6 is the one of 6 (Krizhevsky 2010).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cap is not a positive number.</exception>
    public static Activation CappedRelu(double cap) => new(ActivationKind.CappedRelu, Positive(cap, nameof(cap)));

    /// <summary>As a call of this type's members: <c>Relu</c>, <c>Leaky(0.01)</c>.</summary>
    public override string ToString() => Kind switch
    {
        ActivationKind.Leaky or ActivationKind.Elu or ActivationKind.Softplus or ActivationKind.CappedRelu => FormattableString.Invariant($"{Kind}({First})"),
        ActivationKind.Threshold => FormattableString.Invariant($"{Kind}({First}, {Second})"),
        _ => Kind.ToString(),
    };

    private static double Positive(double value, string name) => value > 0
        ? Finite(value, name)
        : throw new ArgumentOutOfRangeException(name, value, "This parameter of an activation must be above 0.");

    private static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "An activation's parameter must be finite.");
}
