using System.Buffers.Binary;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>What of a call its script depends on, as bytes: two calls with the same are served by the same function.</summary>
internal static class Signature
{
    private const int Each = 1 + sizeof(int);

    public static int MostBytes(ReadOnlySpan<Argument> arguments)
    {
        int bytes = 1;
        foreach (var argument in arguments) bytes += Each + (argument.Kind == ArgumentKind.Bools ? argument.Count : 0);
        return bytes;
    }

    /// <summary>Returns how many bytes there are.</summary>
    public static unsafe int Write(ReadOnlySpan<Argument> arguments, bool returns, Span<byte> bytes)
    {
        bytes[0] = returns ? (byte)1 : (byte)0;
        int at = 1;
        foreach (var argument in arguments)
        {
            bytes[at] = (byte)argument.Kind;
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(at + 1)..], Detail(argument));
            at += Each;
            if (argument.Kind != ArgumentKind.Bools) continue;
            new ReadOnlySpan<byte>(argument.Elements, argument.Count).CopyTo(bytes[at..]);
            at += argument.Count;
        }

        return at;
    }

    private static int Detail(Argument argument) => argument.Kind switch
    {
        ArgumentKind.Bool => (int)argument.Integer,
        ArgumentKind.Device => argument.Integer == (long)DeviceKind.Cpu ? -1 : argument.Count,
        _ => argument.Count,
    };
}
