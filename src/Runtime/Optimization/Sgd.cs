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
        : base(UpdateRule.Sgd, constants: 4, learningRate, weightDecay, countsUpdates: false, momentum > 0 ? ["velocity"] : [])
    {
        Momentum = Fraction(momentum, nameof(momentum));
        if (nesterov && momentum == 0) throw new ArgumentException("Nesterov's update needs a momentum above 0.", nameof(nesterov));
        Nesterov = nesterov;
    }

    public double Momentum { get; }

    public bool Nesterov { get; }

    /// <inheritdoc/>
    private protected override void Constants(in UpdateSettings settings, Span<double> constants)
    {
        ReadOnlySpan<double> all = [settings.LearningRate, Momentum, settings.WeightDecay, Nesterov ? 1 : 0];
        all.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override bool HasLists => true;

    /// <inheritdoc/>
    private protected override void UpdateLists(Dispatcher dispatcher, ParameterLists lists, in UpdateSettings settings)
    {
        var aten = dispatcher.Aten;
        var direction = lists.Gradients;
        if (settings.WeightDecay > 0)
        {
            aten.ForeachAdd(direction, lists.Values, settings.WeightDecay, lists.Scratch);
            direction = lists.Scratch;
        }

        if (Momentum > 0)
        {
            var velocity = lists.Kept(0);
            aten.ForeachMulScalarInPlace(velocity, Momentum);
            aten.ForeachAddInPlace(velocity, direction);
            if (Nesterov)
            {
                if (settings.WeightDecay > 0) aten.ForeachAddInPlace(lists.Scratch, velocity, Momentum);
                else aten.ForeachAdd(direction, velocity, Momentum, lists.Scratch);
            }

            direction = Nesterov ? lists.Scratch : velocity;
        }

        aten.ForeachAddInPlace(lists.Values, direction, -settings.LearningRate);
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings)
    {
        nint direction = Decayed(aten, value, gradient, settings.WeightDecay), velocity = Momentum > 0 ? state[0].Handle : 0;
        try
        {
            if (velocity != 0)
            {
                aten.MulScalarInPlace(velocity, Momentum);
                aten.AddInPlace(velocity, direction);
                if (Nesterov) aten.AddScaledInPlace(direction, velocity, Momentum);
            }

            aten.AddScaledInPlace(value, velocity == 0 || Nesterov ? direction : velocity, -settings.LearningRate);
        }
        finally
        {
            aten.Release(direction);
        }
    }
}
