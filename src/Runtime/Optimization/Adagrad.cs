using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// Adagrad (Duchi, Hazan &amp; Singer 2011) in PyTorch's form: g = gradient + weightDecay · w; s += g²; w -= learningRate · g / (sqrt(s) + epsilon). What has moved much moves
/// less and less.
/// </summary>
public sealed class Adagrad : FormulaOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">A rate or decay is negative, or epsilon is not positive.</exception>
    public Adagrad(double learningRate = 1e-2, double epsilon = 1e-10, double weightDecay = 0)
        : base(UpdateRule.Adagrad, constants: 3, learningRate, weightDecay, countsUpdates: false, "sum") => Epsilon = Positive(epsilon, nameof(epsilon));

    /// <summary>Keeps the quotient finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    private protected override void Constants(in UpdateSettings settings, Span<double> constants)
    {
        ReadOnlySpan<double> all = [settings.LearningRate, Epsilon, settings.WeightDecay];
        all.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings)
    {
        nint sum = state[0].Handle, direction = Decayed(aten, value, gradient, settings.WeightDecay), root = 0;
        try
        {
            aten.AddcmulInPlace(sum, direction, direction);
            root = aten.Sqrt(sum);
            aten.AddScalarInPlace(root, Epsilon);
            aten.AddcdivInPlace(value, direction, root, -settings.LearningRate);
        }
        finally
        {
            aten.Release(direction);
            aten.Release(root);
        }
    }
}
