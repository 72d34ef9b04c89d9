using System.Buffers;
using System.Runtime.InteropServices;
using ModelDsl.Runtime.Interop;
using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>An operator as functions in TorchScript: one for each kind of call that ever came, compiled when it comes first.</summary>
internal sealed class ScriptedOperator(Schema schema)
{
    private readonly Lock _gate = new();

    // Replaced as a whole when one is added, so that calls read it without a lock. Most operators have one or two.
    private Compiled[] _compiled = [];

    public Schema Schema => schema;

    /// <summary>Functions compiled so far.</summary>
    public int Count => Volatile.Read(ref _compiled).Length;

    /// <summary>Calls the operator; see <see cref="Dispatcher.Call"/>.</summary>
    public int Call(ReadOnlySpan<Argument> arguments, Span<nint> results)
    {
        bool returns = results.Length > 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Signature.MostBytes(arguments));
        try
        {
            var signature = buffer.AsSpan(0, Signature.Write(arguments, returns, buffer));
            var unit = Find(signature) ?? Compile(signature, arguments, returns);
            using var given = new ScriptArguments(arguments);
            object result = unit.invoke(Script.Function, given.Values);
            if (returns) Hand(result, Script.Wanted(schema, arguments), results);
            return schema.Results;
        }
        catch (ExternalException e)
        {
            throw new LibTorchException($"aten::{schema.FullName}: {ScriptError.MessageOf(e)}", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private torch.jit.CompilationUnit? Find(ReadOnlySpan<byte> signature)
    {
        foreach (var compiled in Volatile.Read(ref _compiled))
        {
            if (signature.SequenceEqual(compiled.Signature)) return compiled.Unit;
        }

        return null;
    }

    private torch.jit.CompilationUnit Compile(ReadOnlySpan<byte> signature, ReadOnlySpan<Argument> arguments, bool returns)
    {
        lock (_gate)
        {
            if (Find(signature) is { } known) return known;
            var unit = torch.jit.compile(Script.Write(schema, arguments, returns));
            Volatile.Write(ref _compiled, [.. _compiled, new Compiled(signature.ToArray(), unit)]);
            return unit;
        }
    }

    /// <summary>The handles of the results that were asked for; the others are disposed.</summary>
    /// <param name="result">What the script returned.</param>
    /// <param name="wanted">Which of the operator's results the script returned; all where it is empty.</param>
    /// <param name="results">Receives the handles.</param>
    private static void Hand(object result, ReadOnlySpan<bool> wanted, Span<nint> results)
    {
        switch (result)
        {
            case torch.Tensor one: Hand([one], wanted, results); break;
            case ValueTuple<torch.Tensor, torch.Tensor> two: Hand([two.Item1, two.Item2], wanted, results); break;
            case ValueTuple<torch.Tensor, torch.Tensor, torch.Tensor> three: Hand([three.Item1, three.Item2, three.Item3], wanted, results); break;
            default: throw new NotSupportedException($"An operator returned {result?.GetType().Name ?? "nothing"}, not tensors.");
        }
    }

    private static void Hand(ReadOnlySpan<torch.Tensor> tensors, ReadOnlySpan<bool> wanted, Span<nint> results)
    {
        int at = 0;
        foreach (var tensor in tensors)
        {
            while (at < wanted.Length && !wanted[at]) at++;
            if (at >= results.Length || tensor.IsInvalid) tensor.Dispose();
            else results[at] = TensorReference.Own(tensor);
            at++;
        }
    }

    private readonly record struct Compiled(byte[] Signature, torch.jit.CompilationUnit Unit);
}
