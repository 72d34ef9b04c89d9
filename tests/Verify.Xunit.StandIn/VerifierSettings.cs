using System.Collections.Concurrent;
using System.Collections.ObjectModel;

namespace VerifyTests;

/// <summary>Settings of the whole test assembly, made in a <c>[ModuleInitializer]</c>. Static because Verify's are.</summary>
public static class VerifierSettings
{
    private static readonly ConcurrentQueue<(Type Type, Func<object, ConversionResult> Convert)> Converters = new();

    /// <summary>Says how a <typeparamref name="T"/> becomes files.</summary>
    public static void RegisterFileConverter<T>(Conversion<T> conversion) =>
        Converters.Enqueue((typeof(T), target => conversion((T)target, ReadOnlyDictionary<string, object>.Empty)));

    internal static ConversionResult Convert(object target)
    {
        foreach (var (type, convert) in Converters)
        {
            if (type.IsInstanceOfType(target)) return convert(target);
        }

        throw new NotSupportedException($"The stand-in for Verify has no converter for {target.GetType()}; verify a text, or register one.");
    }
}
