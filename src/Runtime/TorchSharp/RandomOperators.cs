using System.Runtime.InteropServices;
using ModelDsl.Runtime.Interop;
using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>
/// The operators that draw from a generator of one's own, which no script can be given: methods of TorchSharp's, each in place. The numbers are those that
/// libtorch draws from the same seed elsewhere.
/// </summary>
internal static class RandomOperators
{
    private static readonly Dictionary<string, Func<torch.Tensor, double[], torch.Generator, torch.Tensor>> Methods = new(StringComparer.Ordinal)
    {
        ["bernoulli_.float"] = (tensor, numbers, generator) => tensor.bernoulli_(numbers[0], generator),
        ["uniform_"] = (tensor, numbers, generator) => tensor.uniform_(numbers[0], numbers[1], generator),
        ["normal_"] = (tensor, numbers, generator) => tensor.normal_(numbers[0], numbers[1], generator),
    };

    /// <summary>Whether the call draws from a generator that is not the device's default one.</summary>
    public static bool Draws(ReadOnlySpan<Argument> arguments) => arguments.Length > 0 && arguments[^1].Kind == ArgumentKind.Generator;

    /// <summary>Tensor, numbers, generator, as the schemas have them.</summary>
    /// <exception cref="LibTorchException">The operator is none of these, or libtorch refuses.</exception>
    public static void Call(Schema schema, ReadOnlySpan<Argument> arguments)
    {
        if (!Methods.TryGetValue(schema.FullName, out var method))
            throw new LibTorchException($"aten::{schema.FullName}: TorchSharp calls it with the default generator only.");
        var tensor = TensorReference.Of((nint)arguments[0].Integer).Tensor;
        var generator = GeneratorHandle.Of((nint)arguments[^1].Integer);
        var numbers = new double[arguments.Length - 2];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = arguments[i + 1].Number;
        try
        {
            // Older versions make a second object for the same tensor.
            var result = method(tensor, numbers, generator);
            if (!ReferenceEquals(result, tensor)) result.Dispose();
        }
        catch (ExternalException e)
        {
            throw new LibTorchException($"aten::{schema.FullName}: {ScriptError.MessageOf(e)}", e);
        }
    }
}
