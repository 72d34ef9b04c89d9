namespace ModelDsl.Runtime.Interop;

/// <summary>
/// ATen's operators, one method each, in the schema's order and names. A tensor is its handle (0 is None), each result is a new handle
/// that the caller owns; an in-place operator returns nothing. Scalars are doubles. No call allocates managed memory.
/// <para>The schema stands above each method; arguments at its end that are left out take their defaults.</para>
/// </summary>
public sealed unsafe partial class Aten(Dispatcher dispatcher)
{
    /// <summary>Gives back a reference to a result: <see cref="Dispatcher.Release"/>.</summary>
    internal void Release(nint tensor) => dispatcher.Release(tensor);

    private void Call(Operator operation, ReadOnlySpan<Argument> arguments) => dispatcher.Call(operation, arguments, default);

    private nint One(Operator operation, ReadOnlySpan<Argument> arguments)
    {
        nint result = 0;
        dispatcher.Call(operation, arguments, new Span<nint>(ref result));
        return result;
    }

    private (nint, nint) Two(Operator operation, ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc nint[2] { 0, 0 };
        dispatcher.Call(operation, arguments, new Span<nint>(results, 2));
        return (results[0], results[1]);
    }

    private (nint, nint, nint) Three(Operator operation, ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc nint[3] { 0, 0, 0 };
        dispatcher.Call(operation, arguments, new Span<nint>(results, 3));
        return (results[0], results[1], results[2]);
    }

    private (nint, nint, nint, nint) Four(Operator operation, ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc nint[4] { 0, 0, 0, 0 };
        dispatcher.Call(operation, arguments, new Span<nint>(results, 4));
        return (results[0], results[1], results[2], results[3]);
    }
}

/// <summary>How a loss is taken over the examples; the numbers are those of <c>at::Reduction</c>.</summary>
public enum Reduction
{
    None = 0,
    Mean = 1,
    Sum = 2,
}
