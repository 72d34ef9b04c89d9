using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// Stochastic gradient descent with momentum, in PyTorch's form (Sutskever et al. 2013 without the rate inside the velocity):
/// g = gradient + weightDecay · w; v = momentum · v + g; w -= learningRate · v, with Nesterov w -= learningRate · (g + momentum · v).
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate or decay is negative, or the momentum is not within 0 (inclusive) and 1 (exclusive).
    /// </exception>
    /// <exception cref="ArgumentException">Nesterov without momentum.</exception>
    public Sgd(double learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(learningRate, countsUpdates: false, momentum > 0 ? ["velocity"] : [])
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
    protected internal override void Update(Parameter parameter, nint gradient)
    {
        nint velocity = Momentum > 0 ? Storage(parameter, StateOf(parameter, gradient).Tensors[0], gradient) : 0;
        var aten = parameter.Value.Dispatcher.Aten;
        if (!IsFused(parameter)) UpdateUnfused(aten, parameter.Value, gradient, velocity);
        else aten.SgdInPlace(Storage(parameter, parameter.Value, gradient), gradient, velocity, LearningRate, Momentum, WeightDecay, Nesterov);
    }

    /// <inheritdoc/>
    internal override bool TakesPacked => AllowFused;

    private void UpdateUnfused(Aten aten, Tensor value, nint gradient, nint velocity)
    {
        // The gradient is the caller's: what changes it works on a copy.
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
