using System.ComponentModel;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

// Layers whose code is the user's.
public sealed partial class Step
{
    /// <summary>Begins the call of an own layer's method. Until its end what the step has is protected from it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public OwnLayerScope OwnLayer(LayerName layer)
    {
        Check(State.Running);
        _slots.Protect();
        return new OwnLayerScope(this, layer);
    }

    /// <summary>Ends it: the results are checked and the step's own, all else that the method made is released.</summary>
    internal void EndOwnLayer(LayerName layer, string method, Span<Value> results, ReadOnlySpan<int> first, CustomParameters? parameters)
    {
        try
        {
            for (int i = 0; i < results.Length; i++)
            {
                CheckResult(layer, method, results[i], first, i == 0 ? null : parameters![i - 1]);
                results[i] = OwnResult(results[i], results[..i]);
            }
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }

        _slots.Unprotect(results);
    }

    /// <summary>
    /// A result as a value that only the caller has: what the method was given, or gives twice, is lent. Operations that are no ATen's count on
    /// memory without gaps.
    /// </summary>
    private Value OwnResult(Value result, ReadOnlySpan<Value> before)
    {
        if (!_dispatcher.IsContiguous(Handle(result))) return Own(_aten.Contiguous(Handle(result)));
        bool isGiven = !_slots.IsNew(result);
        foreach (var earlier in before) isGiven |= Same(earlier, result);
        return isGiven ? Lend(result) : result;
    }

    private void CheckResult(LayerName layer, string method, Value result, ReadOnlySpan<int> first, Parameter? parameter)
    {
        var what = parameter is null ? "" : $" for {parameter.Name}";
        if (result.IsNone) throw new LayerException(Network, layer, $"its {method} gives no value{what}");
        Span<long> sizes = stackalloc long[_dispatcher.Rank(Handle(result))];
        _dispatcher.Sizes(Handle(result), sizes);
        if (_dispatcher.ElementType(Handle(result)) != Network.ElementType)
        {
            throw new LayerException(Network, layer, $"its {method} gives {_dispatcher.ElementType(Handle(result))}{what}; the network computes in {Network.ElementType}");
        }

        int examples = parameter is null ? 1 : 0;
        bool fits = sizes.Length == examples + (parameter?.Sizes.Count ?? first.Length);
        for (int i = examples; i < sizes.Length && fits; i++) fits = sizes[i] == (parameter?.Sizes[i] ?? first[i - 1]);
        if (fits) return;
        var wanted = parameter?.Sizes ?? first.ToArray().Select(size => (long)size);
        throw new LayerException(
            Network, layer, $"its {method} gives {ShapeMismatchException.Format(sizes)}{what}, but its declaration says [{(parameter is null ? "N, " : "")}{string.Join(", ", wanted)}]");
    }
}

/// <summary>
/// Around a call of an own layer's method, made before its arguments' evaluation and ended with its result: what the method makes besides its result
/// is released, and what it was given can be neither released nor overwritten by it. Generated code uses it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct OwnLayerScope
{
    private readonly Step _step;
    private readonly LayerName _layer;

    internal OwnLayerScope(Step step, LayerName layer) => (_step, _layer) = (step, layer);

    /// <summary>The output, of the shape that the rule says.</summary>
    /// <exception cref="LayerException">It is none, or has other sizes or elements.</exception>
    public Value Forward(Value output, params ReadOnlySpan<int> shape) => End(nameof(Forward), output, shape);

    /// <summary>The gradient of x.</summary>
    /// <exception cref="LayerException">It is none, or has other sizes or elements than x.</exception>
    public Value Backward(Value input, params ReadOnlySpan<int> shape) => End(nameof(Backward), input, shape);

    /// <summary>The gradients of x and of what the layer learns.</summary>
    /// <exception cref="LayerException">One is none, or has other sizes or elements than what it is the gradient of.</exception>
    public (Value, Value) Backward((Value, Value) gradients, CustomParameters parameters, params ReadOnlySpan<int> shape)
    {
        Span<Value> all = [gradients.Item1, gradients.Item2];
        _step.EndOwnLayer(_layer, nameof(Backward), all, shape, parameters);
        return (all[0], all[1]);
    }

    /// <inheritdoc cref="Backward(ValueTuple{Value, Value}, CustomParameters, ReadOnlySpan{int})"/>
    public (Value, Value, Value) Backward((Value, Value, Value) gradients, CustomParameters parameters, params ReadOnlySpan<int> shape)
    {
        Span<Value> all = [gradients.Item1, gradients.Item2, gradients.Item3];
        _step.EndOwnLayer(_layer, nameof(Backward), all, shape, parameters);
        return (all[0], all[1], all[2]);
    }

    /// <inheritdoc cref="Backward(ValueTuple{Value, Value}, CustomParameters, ReadOnlySpan{int})"/>
    public (Value, Value, Value, Value) Backward((Value, Value, Value, Value) gradients, CustomParameters parameters, params ReadOnlySpan<int> shape)
    {
        Span<Value> all = [gradients.Item1, gradients.Item2, gradients.Item3, gradients.Item4];
        _step.EndOwnLayer(_layer, nameof(Backward), all, shape, parameters);
        return (all[0], all[1], all[2], all[3]);
    }

    /// <inheritdoc cref="Backward(ValueTuple{Value, Value}, CustomParameters, ReadOnlySpan{int})"/>
    public (Value, Value, Value, Value, Value) Backward(
        (Value, Value, Value, Value, Value) gradients, CustomParameters parameters, params ReadOnlySpan<int> shape)
    {
        Span<Value> all = [gradients.Item1, gradients.Item2, gradients.Item3, gradients.Item4, gradients.Item5];
        _step.EndOwnLayer(_layer, nameof(Backward), all, shape, parameters);
        return (all[0], all[1], all[2], all[3], all[4]);
    }

    private Value End(string method, Value result, ReadOnlySpan<int> shape)
    {
        _step.EndOwnLayer(_layer, method, new Span<Value>(ref result), shape, parameters: null);
        return result;
    }
}
