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
    private readonly ParameterLists _lists;
    private readonly List<UpdateSettings?> _due = [];
    private readonly HashSet<Parameter> _seen = [];

    private protected FormulaOptimizer(
        UpdateRule rule, int constants, double learningRate, double weightDecay, bool countsUpdates, params ReadOnlySpan<string> roles)
        : base(learningRate, countsUpdates, roles)
    {
        _rule = rule;
        _constants = new double[constants];
        _storage = new nint[roles.Length];
        _lists = new ParameterLists(roles.Length);
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
        var aten = parameter.Value.Dispatcher.Aten;
        if (!isFused)
        {
            UpdateUnfused(aten, value, gradient, state.Tensors, settings);
            return;
        }

        Constants(Adapt(settings, parameter, value, gradient), _constants);
        aten.UpdateInPlace(value, gradient, StorageOf(parameter, state, isPacked), _rule, _constants);
    }

    /// <inheritdoc/>
    internal override bool TakesMany => HasLists;

    /// <summary>Whether <see cref="UpdateLists"/> is there.</summary>
    private protected virtual bool HasLists => false;

    /// <summary>By operators over lists, where libtorch has them: a list for all parameters whose updates go by the same settings.</summary>
    internal override void UpdateAll(IReadOnlyList<Parameter> parameters, ReadOnlySpan<nint> gradients)
    {
        var dispatcher = parameters[0].Value.Dispatcher;
        if (!HasLists || !dispatcher.Aten.HasForeach || !AreDifferent(parameters))
        {
            base.UpdateAll(parameters, gradients);
            return;
        }

        _due.Clear();
        for (int i = 0; i < parameters.Count; i++) _due.Add(Count(parameters[i], StateOf(parameters[i], gradients[i])));
        for (int i = 0; i < _due.Count; i++)
        {
            if (_due[i] is { } settings) UpdateAll(parameters, gradients, settings);
        }
    }

    /// <summary>
    /// Updates the weight of a fully connected layer by the gradient of its output and its input, without ever holding the weight's own gradient. The gradients of the
    /// input, if asked for, and of the bias, if it has one: the caller's.
    /// </summary>
    internal (nint Input, nint Bias) UpdateLinear(Parameter weight, nint gradient, nint input, bool inputGradient, bool bias, bool exact, bool reduced)
    {
        nint packed = weight.Value.PackedToWrite(groups: 1);
        var state = StateOf(weight, packed);
        Constants(Count(weight, state), _constants);
        return weight.Value.Dispatcher.Aten.LinearPackedBackwardUpdate(
            gradient, input, packed, weight.SizeSpan, inputGradient, bias, exact, reduced, StorageOf(weight, state, isPacked: true), _rule, _constants);
    }

    /// <summary>Whether the shim applies the formula, and to parts of the parameter at a time.</summary>
    internal bool UpdatesParts(Parameter parameter) => IsElementwise && IsFused(parameter);

    /// <summary>Changes what the shim's update goes by to what the whole parameter and its gradient say.</summary>
    private protected virtual UpdateSettings Adapt(UpdateSettings settings, Parameter parameter, nint value, nint gradient) => settings;

    /// <summary>The constants of the rule: see <see cref="UpdateRule"/>.</summary>
    private protected abstract void Constants(in UpdateSettings settings, Span<double> constants);

    /// <summary>The same as ATen operators. The gradient is the caller's: what changes it works on a copy.</summary>
    private protected abstract void UpdateUnfused(Aten aten, nint value, nint gradient, ReadOnlySpan<Tensor> state, in UpdateSettings settings);

    /// <summary>The same of many parameters at once, by operators over lists.</summary>
    /// <param name="dispatcher">What runs them.</param>
    /// <param name="lists">Parameters, gradients, which are not to be changed, and what is kept.</param>
    /// <param name="settings">The same for all.</param>
    private protected virtual void UpdateLists(Dispatcher dispatcher, ParameterLists lists, in UpdateSettings settings) =>
        throw new NotSupportedException($"{GetType().Name} updates one parameter after the other.");

    private void UpdateAll(IReadOnlyList<Parameter> parameters, ReadOnlySpan<nint> gradients, UpdateSettings settings)
    {
        var dispatcher = parameters[0].Value.Dispatcher;
        _lists.Begin(parameters.Count);
        try
        {
            for (int i = 0; i < parameters.Count; i++)
            {
                if (_due[i] != settings) continue;
                _due[i] = null;
                _lists.Add(parameters[i], gradients[i], StateOf(parameters[i]));
            }

            UpdateLists(dispatcher, _lists, settings);
        }
        finally
        {
            _lists.Clear(dispatcher);
        }
    }

    /// <summary>Whether no parameter occurs twice: the second update would have to come after the first.</summary>
    private bool AreDifferent(IReadOnlyList<Parameter> parameters)
    {
        _seen.Clear();
        foreach (var parameter in parameters)
        {
            if (!_seen.Add(parameter)) return false;
        }

        return true;
    }

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
