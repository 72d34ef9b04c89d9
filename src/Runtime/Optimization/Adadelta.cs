using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// Adadelta (Zeiler 2012) in PyTorch's form: g = gradient + weightDecay · w; s = rho · s + (1 - rho) g²; d = sqrt(u + epsilon) / sqrt(s + epsilon) · g;
/// u = rho · u + (1 - rho) d²; w -= learningRate · d. Steps are as large as the last ones were.
/// </summary>
public sealed class Adadelta : FormulaOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate or decay is negative, rho is not within 0 (inclusive) and 1 (exclusive), or epsilon is not positive.
    /// </exception>
    public Adadelta(double learningRate = 1, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0)
        : base(UpdateRule.Adadelta, constants: 4, learningRate, weightDecay, countsUpdates: false, "mean square", "mean square step")
    {
        Rho = Fraction(rho, nameof(rho));
        Epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <summary>The decay of both running means.</summary>
    public double Rho { get; }

    /// <summary>Lets the first steps be more than none.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    private protected override void Constants(in UpdateSettings settings, Span<double> constants)
    {
        ReadOnlySpan<double> all = [settings.LearningRate, Rho, Epsilon, settings.WeightDecay];
        all.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings)
    {
        nint square = state[0].Handle, steps = state[1].Handle, step = Decayed(aten, value, gradient, settings.WeightDecay), above = 0, below = 0;
        try
        {
            aten.MulScalarInPlace(square, Rho);
            aten.AddcmulInPlace(square, step, step, 1 - Rho);
            above = aten.AddScalar(steps, Epsilon);
            below = aten.AddScalar(square, Epsilon);
            aten.SqrtInPlace(above);
            aten.SqrtInPlace(below);
            aten.MulInPlace(step, above);
            aten.DivInPlace(step, below);
            aten.MulScalarInPlace(steps, Rho);
            aten.AddcmulInPlace(steps, step, step, 1 - Rho);
            aten.AddScaledInPlace(value, step, -settings.LearningRate);
        }
        finally
        {
            aten.Release(step);
            aten.Release(above);
            aten.Release(below);
        }
    }
}
