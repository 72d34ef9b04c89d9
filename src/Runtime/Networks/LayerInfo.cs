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
/// <param name="Inputs">
/// The rows whose outputs it takes, by name, or the network's inputs, in the order in which it takes them. Empty where who wrote the table by hand has not said.
/// </param>
public sealed record LayerInfo(string Name, string Layer, string Source, string Output, long Parameters, long Macs, long ActivationBytes, params IReadOnlyList<string> Inputs)
{
    /// <summary>The rows of a block in its place: their names behind the block's, and the row before it where they take the block's input.</summary>
    /// <param name="block">The block's name.</param>
    /// <param name="input">The row whose output the block takes.</param>
    /// <param name="rows">Its own rows; the last is its output, and what is none of them its input.</param>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static LayerInfo[] Within(string block, string input, LayerInfo[] rows)
    {
        var own = rows.Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        return Array.ConvertAll(rows, row => row with { Name = $"{block}.{row.Name}", Inputs = [.. row.Inputs.Select(name => own.Contains(name) ? $"{block}.{name}" : input)] });
    }

    /// <summary>The rows of blocks behind each other: <c>basic2_</c>, from which number and how many.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static LayerInfo[] Within(string prefix, int first, int count, string input, LayerInfo[] rows)
    {
        var all = new List<LayerInfo>(count * rows.Length);
        for (int i = 0; i < count; i++) all.AddRange(Within(prefix + (first + i).ToString(CultureInfo.InvariantCulture), i == 0 ? input : all[^1].Name, rows));
        return [.. all];
    }
}
