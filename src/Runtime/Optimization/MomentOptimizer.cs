using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>What Adam and AdamW share: running means of each gradient and of its square.</summary>
public abstract class MomentOptimizer : FormulaOptimizer
{
    private readonly bool _decaysParameter;

    private protected MomentOptimizer(UpdateRule rule, double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        : base(rule, constants: 6, learningRate, weightDecay, countsUpdates: true, "mean", "variance")
    {
        Beta1 = Fraction(beta1, nameof(beta1));
        Beta2 = Fraction(beta2, nameof(beta2));
        Epsilon = Positive(epsilon, nameof(epsilon));
        _decaysParameter = rule == UpdateRule.AdamW;
    }

    /// <summary>The decay of the gradient's running mean.</summary>
    public double Beta1 { get; }

    /// <summary>The decay of the squared gradient's running mean.</summary>
    public double Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    private protected override void Constants(in UpdateSettings settings, Span<double> constants)
    {
        ReadOnlySpan<double> all = [settings.LearningRate, Beta1, Beta2, Epsilon, settings.WeightDecay, settings.Step];
        all.CopyTo(constants);
    }

    /// <inheritdoc/>
    private protected override bool HasLists => true;

    /// <inheritdoc/>
    private protected override void UpdateLists(Dispatcher dispatcher, ParameterLists lists, in UpdateSettings settings)
    {
        var aten = dispatcher.Aten;
        var mean = lists.Kept(0);
        var variance = lists.Kept(1);
        var direction = lists.Gradients;
        if (_decaysParameter)
        {
            aten.ForeachMulScalarInPlace(lists.Values, 1 - settings.LearningRate * settings.WeightDecay);
        }
        else if (settings.WeightDecay > 0)
        {
            aten.ForeachAdd(direction, lists.Values, settings.WeightDecay, lists.Scratch);
            direction = lists.Scratch;
        }

        aten.ForeachMulScalarInPlace(mean, Beta1);
        aten.ForeachAddInPlace(mean, direction, 1 - Beta1);
        aten.ForeachMulScalarInPlace(variance, Beta2);
        aten.ForeachAddcmulInPlace(variance, direction, direction, 1 - Beta2);
        lists.ClearScratch(dispatcher);
        aten.ForeachSqrt(variance, lists.Scratch);
        aten.ForeachMulScalarInPlace(lists.Scratch, 1 / Math.Sqrt(1 - Math.Pow(Beta2, settings.Step)));
        aten.ForeachAddScalarInPlace(lists.Scratch, Epsilon);
        aten.ForeachAddcdivInPlace(lists.Values, mean, lists.Scratch, -settings.LearningRate / (1 - Math.Pow(Beta1, settings.Step)));
    }

    /// <inheritdoc/>
    private protected override void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings)
    {
        nint mean = state[0].Handle, variance = state[1].Handle;
        nint direction = Decayed(aten, value, gradient, _decaysParameter ? 0 : settings.WeightDecay), deviation = 0;
        try
        {
            if (_decaysParameter) aten.MulScalarInPlace(value, 1 - settings.LearningRate * settings.WeightDecay);
            aten.MulScalarInPlace(mean, Beta1);
            aten.AddScaledInPlace(mean, direction, 1 - Beta1);
            aten.MulScalarInPlace(variance, Beta2);
            aten.AddcmulInPlace(variance, direction, direction, 1 - Beta2);
            deviation = aten.Sqrt(variance);
            aten.MulScalarInPlace(deviation, 1 / Math.Sqrt(1 - Math.Pow(Beta2, settings.Step)));
            aten.AddScalarInPlace(deviation, Epsilon);
            aten.AddcdivInPlace(value, mean, deviation, -settings.LearningRate / (1 - Math.Pow(Beta1, settings.Step)));
        }
        finally
        {
            aten.Release(direction);
            aten.Release(deviation);
        }
    }
}
