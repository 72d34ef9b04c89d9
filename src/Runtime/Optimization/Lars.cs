using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// Layer-wise adaptive rate scaling (You, Gitman &amp; Ginsburg 2017), for large batches: each weight has the rate r = learningRate · trust · |w| / (|gradient| + weightDecay · |w|),
/// with the Euclidean norms of the whole weight; v = momentum · v + r (gradient + weightDecay · w); w -= v. Biases and what scales and shifts a normalisation, which have one axis
/// only, have the learning rate itself.
/// </summary>
public sealed class Lars : FormulaOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate, decay or trust is negative, or the momentum is not within 0 (inclusive) and 1 (exclusive).
    /// </exception>
    public Lars(double learningRate = 1, double momentum = 0.9, double weightDecay = 5e-4, double trust = 1e-3)
        : base(UpdateRule.Lars, constants: 3, learningRate, weightDecay, countsUpdates: false, "velocity")
    {
        Momentum = Fraction(momentum, nameof(momentum));
        Trust = NotNegative(trust, nameof(trust));
    }

    public double Momentum { get; }

    /// <summary>How far a weight moves at a learning rate of 1, in parts of its norm.</summary>
    public double Trust { get; }

    /// <inheritdoc/>
    private protected override bool IsElementwise => false;

    /// <inheritdoc/>
    private protected override UpdateSettings Adapt(UpdateSettings settings, Parameter parameter, nint value, nint gradient)
    {
        if (parameter.Sizes.Count < 2) return settings;
        double weight = Norm(parameter, value), slope = Norm(parameter, gradient);
        double divisor = slope + settings.WeightDecay * weight;
        return weight > 0 && divisor > 0 ? settings with { LearningRate = settings.LearningRate * Trust * weight / divisor } : settings;
    }

    /// <inheritdoc/>
    private protected override void Constants(in UpdateSettings settings, Span<double> constants)
    {
        ReadOnlySpan<double> all = [settings.LearningRate, Momentum, settings.WeightDecay];
        all.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings)
    {
        nint velocity = state[0].Handle, direction = Decayed(aten, value, gradient, settings.WeightDecay);
        try
        {
            if (state[0].Sizes.Length >= 2) Scale(state[0].Dispatcher, direction, value, gradient, settings.WeightDecay);
            aten.MulScalarInPlace(velocity, Momentum);
            aten.AddScaledInPlace(velocity, direction, settings.LearningRate);
            aten.SubInPlace(value, velocity);
        }
        finally
        {
            aten.Release(direction);
        }
    }

    /// <summary>Multiplies by the weight's own rate, for a learning rate of 1. The norms stay on the device, for whose queue nobody waits.</summary>
    private void Scale(Dispatcher dispatcher, nint direction, nint value, nint gradient, double weightDecay)
    {
        var aten = dispatcher.Aten;
        Tensor Own(nint handle) => new(dispatcher, handle);
        using Tensor weight = Own(aten.Norm(value, [])), divisor = Own(aten.Norm(gradient, []));
        aten.AddScaledInPlace(divisor.Handle, weight.Handle, weightDecay);
        using Tensor isWeight = Own(aten.GtScalar(weight.Handle, 0)), isDivisor = Own(aten.GtScalar(divisor.Handle, 0)), both = Own(aten.Mul(isWeight.Handle, isDivisor.Handle));
        using Tensor rate = Own(aten.Div(weight.Handle, divisor.Handle)), one = Own(aten.OnesLike(weight.Handle));
        aten.MulScalarInPlace(rate.Handle, Trust);
        using var factor = Own(aten.Where(both.Handle, rate.Handle, one.Handle));
        aten.MulInPlace(direction, factor.Handle);
    }

    /// <summary>The Euclidean norm of all elements; what pads a packed tensor is 0.</summary>
    private static double Norm(Parameter parameter, nint tensor)
    {
        var dispatcher = parameter.Value.Dispatcher;
        using var norm = new Tensor(dispatcher, dispatcher.Aten.Norm(tensor, []));
        return norm.Item();
    }
}
