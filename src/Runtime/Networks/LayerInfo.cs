using System.ComponentModel;
using System.Globalization;

namespace ModelDsl.Runtime;

/// <summary>What the compiler knows of one layer; the rows of <see cref="Network.Summary"/> and the place named in exceptions.</summary>
/// <param name="Name">The layer's stable name: <c>conv1</c>.</param>
/// <param name="Layer">The layer as the <c>.net</c> file writes it: <c>conv5-6</c>.</param>
/// <param name="Source">Where: <c>models/lenet5.net(3)</c>.</param>
/// <param name="Output">The shape of its output per example: <c>6x28x28</c>.</param>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="Macs">Multiply-accumulates per example, forward.</param>
/// <param name="ActivationBytes">Bytes of its output per example, in float32.</param>
public sealed record LayerInfo(string Name, string Layer, string Source, string Output, long Parameters, long Macs, long ActivationBytes)
{
    /// <summary>The rows of a block in its place: their names behind the block's.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static LayerInfo[] Within(string block, LayerInfo[] rows) => Array.ConvertAll(rows, row => row with { Name = $"{block}.{row.Name}" });

    /// <summary>The rows of blocks behind each other: <c>basic2_</c>, from which number and how many.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static LayerInfo[] Within(string prefix, int first, int count, LayerInfo[] rows) =>
        [.. Enumerable.Range(first, count).SelectMany(number => Within(prefix + number.ToString(CultureInfo.InvariantCulture), rows))];
}
