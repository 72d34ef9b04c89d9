using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// An optimiser whose update is a formula over each element. On the CPU the shim applies it in one pass over the memory; elsewhere it runs as ATen operators.
/// </summary>
public abstract class FormulaOptimizer : Optimizer
{
    private readonly UpdateRule _rule;
    private readonly double[] _constants;
    private readonly nint[] _storage;

    private protected FormulaOptimizer(
        UpdateRule rule, int constants, double learningRate, double weightDecay, bool countsUpdates, params ReadOnlySpan<string> roles)
        : base(learningRate, countsUpdates, roles)
    {
        _rule = rule;
        _constants = new double[constants];
        _storage = new nint[roles.Length];
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
    }

    /// <summary>The factor of the L2 penalty's gradient, which is added to each gradient; <see cref="AdamW"/> takes it from the parameter itself.</summary>
    public double WeightDecay { get; }

    /// <summary>For tests: false takes the ATen operators everywhere.</summary>
    internal bool AllowFused { get; set; } = true;

    /// <inheritdoc/>
    internal override bool TakesPacked => AllowFused;

    /// <summary>Whether a part of a parameter can be updated before the gradient of the rest is known.</summary>
    private protected virtual bool IsElementwise => true;

    /// <inheritdoc/>
    protected internal sealed override void Update(Parameter parameter, nint gradient)
    {
        var state = StateOf(parameter, gradient);
        var settings = Count(parameter, state);
        bool isFused = IsFused(parameter), isPacked = parameter.IsPacked(gradient);
        nint value = isFused ? Storage(parameter, parameter.Value, isPacked) : parameter.Value.Handle;
        settings = Adapt(settings, parameter, value, gradient);
        var aten = parameter.Value.Dispatcher.Aten;
        if (!isFused)
        {
            UpdateUnfused(aten, value, gradient, state.Tensors, settings);
            return;
        }

        Constants(settings, _constants);
        aten.UpdateInPlace(value, gradient, StorageOf(parameter, state, isPacked), _rule, _constants);
    }

    /// <summary>
    /// Updates the weight of a fully connected layer by the gradient of its output and its input, without ever holding the weight's own gradient. The gradients of the
    /// input, if asked for, and of the bias, if it has one: the caller's.
    /// </summary>
    internal (nint Input, nint Bias) UpdateLinear(Parameter weight, nint gradient, nint input, bool inputGradient, bool bias)
    {
        nint packed = weight.Value.PackedToWrite(groups: 1);
        var state = StateOf(weight, packed);
        Constants(Count(weight, state), _constants);
        return weight.Value.Dispatcher.Aten.LinearPackedBackwardUpdate(
            gradient, input, packed, weight.SizeSpan, inputGradient, bias, StorageOf(weight, state, isPacked: true), _rule, _constants);
    }

    /// <summary>Whether the shim applies the formula, and to parts of the parameter at a time.</summary>
    internal bool UpdatesParts(Parameter parameter) => IsElementwise && IsFused(parameter);

    /// <summary>Changes what an update goes by to what the whole parameter and its gradient say.</summary>
    private protected virtual UpdateSettings Adapt(UpdateSettings settings, Parameter parameter, nint value, nint gradient) => settings;

    /// <summary>The constants of the rule: see <see cref="UpdateRule"/>.</summary>
    private protected abstract void Constants(in UpdateSettings settings, Span<double> constants);

    /// <summary>The same as ATen operators. The gradient is the caller's: what changes it works on a copy.</summary>
    private protected abstract void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings);

    /// <summary>A copy of the gradient, with the weight decay's.</summary>
    private protected static nint Decayed(Aten aten, nint value, nint gradient, double weightDecay)
    {
        nint direction = aten.Clone(gradient);
        if (weightDecay > 0) aten.AddScaledInPlace(direction, value, weightDecay);
        return direction;
    }

    private bool IsFused(Parameter parameter) =>
        AllowFused && parameter.Value.Device == Device.Cpu && parameter.Value.Dispatcher.Aten.HasFusedOperators
        && parameter.Value.ElementType is ElementType.Float32 or ElementType.Float64;

    private UpdateSettings Count(Parameter parameter, OptimizerState state)
    {
        state.Step++;
        var (rate, decay) = GroupOf(parameter);
        return new UpdateSettings(LearningRate * rate, WeightDecay * decay, state.Step);
    }

    private nint[] StorageOf(Parameter parameter, OptimizerState state, bool isPacked)
    {
        for (int i = 0; i < _storage.Length; i++) _storage[i] = Storage(parameter, state.Tensors[i], isPacked);
        return _storage;
    }

    /// <summary>A parameter, or what is kept for it, in the order of the gradient's elements, to write to.</summary>
    private static nint Storage(Parameter parameter, Tensor tensor, bool isPacked) => isPacked ? tensor.PackedToWrite(parameter.Value.Groups) : tensor.Handle;
}
