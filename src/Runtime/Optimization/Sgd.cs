using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// Stochastic gradient descent with momentum, in PyTorch's form (Sutskever et al. 2013 without the rate inside the velocity):
/// g = gradient + weightDecay · w; v = momentum · v + g; w -= learningRate · v, with Nesterov w -= learningRate · (g + momentum · v).
/// </summary>
public sealed class Sgd : FormulaOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate or decay is negative, or the momentum is not within 0 (inclusive) and 1 (exclusive).
    /// </exception>
    /// <exception cref="ArgumentException">Nesterov without momentum.</exception>
    public Sgd(double learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(UpdateRule.Sgd, constants: 4, learningRate, countsUpdates: false, momentum > 0 ? ["velocity"] : [])
    {
        Momentum = Fraction(momentum, nameof(momentum));
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        if (nesterov && momentum == 0) throw new ArgumentException("Nesterov's update needs a momentum above 0.", nameof(nesterov));
        Nesterov = nesterov;
    }

    public double Momentum { get; }

    public bool Nesterov { get; }

    /// <summary>The factor of the L2 penalty's gradient.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    private protected override void Constants(long step, Span<double> constants)
    {
        ReadOnlySpan<double> of = [LearningRate, Momentum, WeightDecay, Nesterov ? 1 : 0];
        of.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, Tensor value, nint gradient, OptimizerState state)
    {
        nint velocity = Momentum > 0 ? state.Tensors[0].Handle : 0;
        nint direction = aten.Clone(gradient);
        try
        {
            if (WeightDecay > 0) aten.AddScaledInPlace(direction, value.Handle, WeightDecay);
            if (velocity != 0)
            {
                aten.MulScalarInPlace(velocity, Momentum);
                aten.AddInPlace(velocity, direction);
                if (Nesterov) aten.AddScaledInPlace(direction, velocity, Momentum);
            }

            aten.AddScaledInPlace(value.Handle, velocity == 0 || Nesterov ? direction : velocity, -LearningRate);
        }
        finally
        {
            value.Dispatcher.Release(direction);
        }
    }
}
