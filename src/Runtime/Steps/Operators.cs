using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

// Any operator of libtorch by its name.
public sealed unsafe partial class Step
{
    private readonly Dictionary<string, Operator> _operators = new(StringComparer.Ordinal);

    /// <summary>
    /// Calls an operator of libtorch that gives one tensor: <c>step.Call(layer, "aten::pixel_shuffle", x, factor)</c>. Arguments stand in the order of
    /// its schema; those left out at the end have their defaults. An overload follows a point: <c>aten::pow.Tensor_Scalar</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The operator works in place or into a given tensor.</exception>
    /// <exception cref="LayerException">libtorch has no such operator or refuses the call, or it gives another number of tensors.</exception>
    public Value Call(LayerName layer, string name, params ReadOnlySpan<OperatorArgument> arguments)
    {
        Value result = default;
        CallInto(layer, name, new Span<Value>(ref result), arguments);
        return result;
    }

    /// <summary>Calls an operator of libtorch that gives as many tensors as there is room for in the results; otherwise as <see cref="Call"/>.</summary>
    /// <exception cref="ArgumentException">The operator works in place or into a given tensor.</exception>
    /// <exception cref="LayerException">libtorch has no such operator or refuses the call, or it gives another number of tensors.</exception>
    public void CallInto(LayerName layer, string name, Span<Value> results, params ReadOnlySpan<OperatorArgument> arguments)
    {
        Span<nint> handles = stackalloc nint[results.Length];
        Span<Argument> native = stackalloc Argument[arguments.Length];
        int room = 0;
        foreach (var argument in arguments) room += argument.List?.Length ?? 0;
        // On the stack, where they stay for the length of the call.
        long* numbers = stackalloc long[room];
        for (int i = 0; i < arguments.Length; i++)
        {
            native[i] = arguments[i].Kind == ArgumentKind.Tensor ? Argument.Tensor(Handle(arguments[i].Value)) : arguments[i].ToNative(ref numbers);
        }

        try
        {
            int count = _dispatcher.Call(Resolve(name), native, handles);
            for (int i = 0; i < results.Length; i++) results[i] = _slots.Own(handles[i], foreign: ShowsForeign(handles[i], arguments));
            if (count != results.Length) throw new LayerException(Network, layer, $"{name} gives {count} tensors, not {results.Length}.");
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private Operator Resolve(string name)
    {
        if (_operators.TryGetValue(name, out var known)) return known;
        int point = name.IndexOf('.');
        var (operation, overload) = point < 0 ? (name, "") : (name[..point], name[(point + 1)..]);
        if (operation.EndsWith('_') || overload.EndsWith("out", StringComparison.Ordinal))
            throw new ArgumentException($"{name} overwrites what it is given; call the operator that makes a new tensor.", nameof(name));
        return _operators[name] = _dispatcher.Resolve(operation, overload);
    }

    /// <summary>Whether a result lies in the memory of an argument that must not be written to: a view of it.</summary>
    private bool ShowsForeign(nint result, ReadOnlySpan<OperatorArgument> arguments)
    {
        if (result == 0) return false;
        foreach (var argument in arguments)
        {
            if (argument.Kind == ArgumentKind.Tensor && !argument.Value.IsNone && !_slots.MayWrite(argument.Value) && IsWithin(_dispatcher.Data(result), Handle(argument.Value)))
                return true;
        }

        return false;
    }

    private bool IsWithin(nint address, nint tensor)
    {
        int rank = _dispatcher.Rank(tensor);
        Span<long> sizes = stackalloc long[rank], strides = stackalloc long[rank];
        _dispatcher.Sizes(tensor, sizes);
        _dispatcher.Strides(tensor, strides);
        long last = 0;
        for (int i = 0; i < rank; i++) last += (sizes[i] - 1) * strides[i];
        nint first = _dispatcher.Data(tensor);
        // No element has more than 16 bytes.
        return address >= first && address <= first + (nint)(16 * last);
    }
}

/// <summary>An argument of <see cref="Step.Call"/>: a value or parameter, a number, yes or no, whole numbers; <c>default</c> is None.</summary>
public readonly struct OperatorArgument
{
    private readonly Argument _plain;

    private OperatorArgument(Argument plain) => _plain = plain;

    private OperatorArgument(Value value) => (Value, Kind) = (value, ArgumentKind.Tensor);

    private OperatorArgument(long[] list) => (List, Kind) = (list, ArgumentKind.Ints);

    internal ArgumentKind Kind { get; }

    internal Value Value { get; }

    internal long[]? List { get; }

    /// <summary>A tensor; <c>default</c> is None.</summary>
    public static implicit operator OperatorArgument(Value value) => new(value);

    /// <summary>A tensor.</summary>
    public static implicit operator OperatorArgument(Parameter parameter) => new((Value)parameter);

    /// <summary>An int, or a Scalar.</summary>
    public static implicit operator OperatorArgument(int number) => new(Argument.Int(number));

    /// <summary>An int, or a Scalar.</summary>
    public static implicit operator OperatorArgument(long number) => new(Argument.Int(number));

    /// <summary>A float, or a Scalar.</summary>
    public static implicit operator OperatorArgument(double number) => new(Argument.Double(number));

    /// <summary>A bool.</summary>
    public static implicit operator OperatorArgument(bool value) => new(Argument.Bool(value));

    /// <summary>Whole numbers: sizes, axes.</summary>
    public static implicit operator OperatorArgument(long[] numbers) => new(numbers);

    /// <summary>The argument as the dispatcher takes it; a list is copied to where the numbers go.</summary>
    internal unsafe Argument ToNative(ref long* numbers)
    {
        if (List is null) return _plain;
        long* first = numbers;
        foreach (long number in List) *numbers++ = number;
        return Argument.Ints(first, List.Length);
    }
}
