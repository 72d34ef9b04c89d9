using ModelDsl.Runtime.Interop;
using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>The arguments of a call as its script takes them, in the order of <see cref="Script"/>'s parameters; numbers that TorchSharp keeps in native memory are disposed with it.</summary>
internal readonly ref struct ScriptArguments
{
    public ScriptArguments(ReadOnlySpan<Argument> arguments)
    {
        int count = 0;
        foreach (var argument in arguments) count += CountOf(argument);
        Values = new object[count];
        int at = 0;
        foreach (var argument in arguments) Add(argument, ref at);
    }

    public object[] Values { get; }

    public void Dispose()
    {
        foreach (object value in Values)
        {
            if (value is Scalar scalar) scalar.Dispose();
        }
    }

    private static int CountOf(Argument argument) => argument.Kind switch
    {
        ArgumentKind.Tensor or ArgumentKind.Int or ArgumentKind.Double => 1,
        ArgumentKind.Tensors or ArgumentKind.Ints or ArgumentKind.Doubles => argument.Count,
        _ => 0,
    };

    private unsafe void Add(Argument argument, ref int at)
    {
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor: Values[at++] = TensorReference.Of((nint)argument.Integer).Tensor; break;
            case ArgumentKind.Int: Values[at++] = Number(argument.Integer); break;
            case ArgumentKind.Double: Values[at++] = Number(argument.Number); break;
            case ArgumentKind.Tensors:
                for (int i = 0; i < argument.Count; i++) Values[at++] = TensorReference.Of(((nint*)argument.Elements)[i]).Tensor;
                break;
            case ArgumentKind.Ints:
                for (int i = 0; i < argument.Count; i++) Values[at++] = Number(((long*)argument.Elements)[i]);
                break;
            case ArgumentKind.Doubles:
                for (int i = 0; i < argument.Count; i++) Values[at++] = Number(((double*)argument.Elements)[i]);
                break;
        }
    }

    // As an int where it is one, which crosses without native memory. A Scalar is made here, not by TorchSharp, which would leave it to the garbage collector
    // while the call is under way.
    private static object Number(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : value.ToScalar();

    private static object Number(double value) => value.ToScalar();
}
