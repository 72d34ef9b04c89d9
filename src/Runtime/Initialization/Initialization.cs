namespace ModelDsl.Runtime;

/// <summary>How a parameter starts: a distribution scaled by its shape, or a constant.</summary>
public abstract record Initialization
{
    private protected Initialization()
    {
    }

    /// <summary>Normal with deviation sqrt(2 / fan_in), for layers followed by ReLU (He et al. 2015).</summary>
    public static Initialization He { get; } = new HeInitialization();

    /// <summary>Uniform within ±sqrt(6 / (fan_in + fan_out)), for tanh and sigmoid (Glorot &amp; Bengio 2010).</summary>
    public static Initialization Glorot { get; } = new GlorotInitialization();

    /// <summary>Normal with deviation 1 / sqrt(fan_in) (LeCun et al. 1998).</summary>
    public static Initialization LeCun { get; } = new LeCunInitialization();

    /// <summary>All zeros.</summary>
    public static Initialization Zeros { get; } = new ConstantInitialization(0);

    /// <summary>All ones.</summary>
    public static Initialization Ones { get; } = new ConstantInitialization(1);

    /// <summary>Normal with mean 0 and the given deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not a positive number.</exception>
    public static Initialization Normal(double deviation) => new NormalInitialization(Positive(deviation, nameof(deviation)));

    /// <summary>Uniform within ±bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not a positive number.</exception>
    public static Initialization Uniform(double bound) => new UniformInitialization(Positive(bound, nameof(bound)));

    /// <summary>The same number everywhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static Initialization Constant(double value) => double.IsFinite(value)
        ? new ConstantInitialization(value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A parameter must start at a finite number.");

    /// <summary>Writes the parameter's first numbers to a tensor on the CPU.</summary>
    internal abstract void Fill(Tensor tensor, RandomStream random);

    private static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A distribution's width must be a positive number.");
}
