using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// Adam (Kingma &amp; Ba 2015) in PyTorch's form: g = gradient + weightDecay · w; m = beta1 · m + (1 - beta1) g; v = beta2 · v + (1 -
/// beta2) g²;
/// w -= learningRate · (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
/// </summary>
public sealed class Adam : FormulaOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate or decay is negative, a beta is not within 0 (inclusive) and 1 (exclusive), or epsilon is not positive.
    /// </exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(UpdateRule.Adam, constants: 6, learningRate, countsUpdates: true, "mean", "variance")
    {
        Beta1 = Fraction(beta1, nameof(beta1));
        Beta2 = Fraction(beta2, nameof(beta2));
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "It must be a positive number.");
        Epsilon = epsilon;
    }

    /// <summary>The decay of the gradient's running mean.</summary>
    public double Beta1 { get; }

    /// <summary>The decay of the squared gradient's running mean.</summary>
    public double Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public double Epsilon { get; }

    /// <summary>The factor of the L2 penalty's gradient.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    private protected override void Constants(long step, Span<double> constants)
    {
        ReadOnlySpan<double> of = [LearningRate, Beta1, Beta2, Epsilon, WeightDecay, step];
        of.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, Tensor value, nint gradient, OptimizerState state)
    {
        nint mean = state.Tensors[0].Handle, variance = state.Tensors[1].Handle;
        nint direction = aten.Clone(gradient), deviation = 0;
        try
        {
            if (WeightDecay > 0) aten.AddScaledInPlace(direction, value.Handle, WeightDecay);
            aten.MulScalarInPlace(mean, Beta1);
            aten.AddScaledInPlace(mean, direction, 1 - Beta1);
            aten.MulScalarInPlace(variance, Beta2);
            aten.AddcmulInPlace(variance, direction, direction, 1 - Beta2);
            deviation = aten.Sqrt(variance);
            aten.MulScalarInPlace(deviation, 1 / Math.Sqrt(1 - Math.Pow(Beta2, state.Step)));
            aten.AddScalarInPlace(deviation, Epsilon);
            aten.AddcdivInPlace(value.Handle, mean, deviation, -LearningRate / (1 - Math.Pow(Beta1, state.Step)));
        }
        finally
        {
            value.Dispatcher.Release(direction);
            value.Dispatcher.Release(deviation);
        }
    }
}
