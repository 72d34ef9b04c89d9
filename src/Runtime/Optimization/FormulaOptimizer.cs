using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// An optimiser whose update is a formula over each element by itself. On the CPU the shim applies it in one pass over the memory; elsewhere it runs as ATen operators.
/// </summary>
public abstract class FormulaOptimizer : Optimizer
{
    private readonly UpdateRule _rule;
    private readonly double[] _constants;
    private readonly nint[] _storage;

    private protected FormulaOptimizer(UpdateRule rule, int constants, double learningRate, bool countsUpdates, params ReadOnlySpan<string> roles)
        : base(learningRate, countsUpdates, roles)
    {
        _rule = rule;
        _constants = new double[constants];
        _storage = new nint[roles.Length];
    }

    /// <summary>For tests: false takes the ATen operators everywhere.</summary>
    internal bool AllowFused { get; set; } = true;

    /// <inheritdoc/>
    internal override bool TakesPacked => AllowFused;

    /// <inheritdoc/>
    protected internal sealed override void Update(Parameter parameter, nint gradient)
    {
        var state = Count(parameter, gradient);
        var aten = parameter.Value.Dispatcher.Aten;
        if (!IsFused(parameter))
        {
            UpdateUnfused(aten, parameter.Value, gradient, state);
            return;
        }

        bool isPacked = parameter.IsPacked(gradient);
        aten.UpdateInPlace(Storage(parameter, parameter.Value, isPacked), gradient, StorageOf(parameter, state, isPacked), _rule, _constants);
    }

    /// <summary>
    /// Updates the weight of a fully connected layer by the gradient of its output and its input, without ever holding the weight's own gradient. The gradients of the
    /// input, if asked for, and of the bias, if it has one: the caller's.
    /// </summary>
    internal (nint Input, nint Bias) UpdateLinear(Parameter weight, nint gradient, nint input, bool inputGradient, bool bias)
    {
        nint packed = weight.Value.PackedToWrite(groups: 1);
        var state = Count(weight, packed);
        return weight.Value.Dispatcher.Aten.LinearPackedBackwardUpdate(
            gradient, input, packed, weight.SizeSpan, inputGradient, bias, StorageOf(weight, state, isPacked: true), _rule, _constants);
    }

    /// <summary>Whether the shim applies the formula.</summary>
    internal bool IsFused(Parameter parameter) =>
        AllowFused && parameter.Value.Device == Device.Cpu && parameter.Value.Dispatcher.Aten.HasFusedOperators
        && parameter.Value.ElementType is ElementType.Float32 or ElementType.Float64;

    /// <summary>What <see cref="UpdateRule"/> says of the rule.</summary>
    /// <param name="step">The number of the update, from 1.</param>
    /// <param name="constants">To fill.</param>
    private protected abstract void Constants(long step, Span<double> constants);

    /// <summary>The same as ATen operators. The gradient is the caller's: what changes it works on a copy.</summary>
    private protected abstract void UpdateUnfused(Aten aten, Tensor value, nint gradient, OptimizerState state);

    private OptimizerState Count(Parameter parameter, nint gradient)
    {
        var state = StateOf(parameter, gradient);
        state.Step++;
        Constants(state.Step, _constants);
        return state;
    }

    private nint[] StorageOf(Parameter parameter, OptimizerState state, bool isPacked)
    {
        for (int i = 0; i < _storage.Length; i++) _storage[i] = Storage(parameter, state.Tensors[i], isPacked);
        return _storage;
    }

    /// <summary>A parameter, or what is kept for it, in the order of the gradient's elements, to write to.</summary>
    private static nint Storage(Parameter parameter, Tensor tensor, bool isPacked) => isPacked ? tensor.PackedToWrite(parameter.Value.Groups) : tensor.Handle;
}
