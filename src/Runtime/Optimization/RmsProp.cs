using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// RMSprop (Tieleman &amp; Hinton 2012) in PyTorch's form: g = gradient + weightDecay · w; s = alpha · s + (1 - alpha) g²; w -= learningRate · d with
/// d = g / (sqrt(s) + epsilon), or with momentum d = momentum · d + g / (sqrt(s) + epsilon).
/// </summary>
public sealed class RmsProp : FormulaOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate or decay is negative, alpha or the momentum is not within 0 (inclusive) and 1 (exclusive), or epsilon is not positive.
    /// </exception>
    public RmsProp(double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double momentum = 0, double weightDecay = 0)
        : base(
            UpdateRule.RmsProp, constants: 5, learningRate, weightDecay, countsUpdates: false, momentum > 0 ? ["mean square", "velocity"] : ["mean square"])
    {
        Alpha = Fraction(alpha, nameof(alpha));
        Momentum = Fraction(momentum, nameof(momentum));
        Epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <summary>The decay of the squared gradient's running mean.</summary>
    public double Alpha { get; }

    public double Momentum { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    private protected override void Constants(in UpdateSettings settings, Span<double> constants)
    {
        ReadOnlySpan<double> all = [settings.LearningRate, Alpha, Epsilon, Momentum, settings.WeightDecay];
        all.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings)
    {
        nint square = state[0].Handle, direction = Decayed(aten, value, gradient, settings.WeightDecay), root = 0;
        try
        {
            aten.MulScalarInPlace(square, Alpha);
            aten.AddcmulInPlace(square, direction, direction, 1 - Alpha);
            root = aten.Sqrt(square);
            aten.AddScalarInPlace(root, Epsilon);
            if (Momentum == 0)
            {
                aten.AddcdivInPlace(value, direction, root, -settings.LearningRate);
                return;
            }

            nint velocity = state[1].Handle;
            aten.MulScalarInPlace(velocity, Momentum);
            aten.AddcdivInPlace(velocity, direction, root, 1);
            aten.AddScaledInPlace(value, velocity, -settings.LearningRate);
        }
        finally
        {
            aten.Release(direction);
            aten.Release(root);
        }
    }
}
