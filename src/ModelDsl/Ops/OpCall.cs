using System.Globalization;
using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Ops;

/// <summary>What an operation's C# is written from: the names of its inputs, which outputs are used, and the layer argument.</summary>
public sealed class OpCall(Node node, string layer, Func<Value, string> name, Func<Value, bool> isUsed, bool reuse)
{
    public Node Node { get; } = node;

    /// <summary>The first argument: the layer's parameters (<c>Conv1</c>) or its name as a string.</summary>
    public string Layer { get; } = layer;

    /// <summary>The plan has proven that the first input's memory is free from here on.</summary>
    public bool Reuse { get; } = reuse;

    public string this[int input] => name(Node.Inputs[input]);

    public int InputCount => Node.Inputs.Count;

    public bool Uses(int output) => isUsed(Node.Outputs[output]);

    public static OpCall ForListing(Node node) => new(node, "", v => v.Name, _ => true, reuse: false);
}

/// <summary>C# spellings of constants.</summary>
public static class Constants
{
    public static string Of(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains("E") ? text.Replace("E", "e") : text;
    }

    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A Size2: <c>2</c> where both are the same, else <c>(2, 1)</c>.</summary>
    public static string Of(Size2 size) => size.Height == size.Width ? Of(size.Height) : $"({Of(size.Height)}, {Of(size.Width)})";

    /// <summary>A named argument, or none where it has the runtime's default.</summary>
    public static IEnumerable<string> Optional(string name, Size2 size, Size2 usual)
    {
        if (size != usual) yield return $"{name}: {Of(size)}";
    }

    public static IEnumerable<string> Optional(string name, int value, int usual)
    {
        if (value != usual) yield return $"{name}: {Of(value)}";
    }

    public static IEnumerable<string> Optional(string name, double value, double usual)
    {
        if (value != usual) yield return $"{name}: {Of(value)}";
    }

    public static IEnumerable<string> Optional(string name, bool value, bool usual = false)
    {
        if (value != usual) yield return $"{name}: {(value ? "true" : "false")}";
    }

    /// <summary>A named list of numbers, or none where it is empty.</summary>
    public static IEnumerable<string> Optional(string name, EquatableArray<double> values)
    {
        if (values.Count > 0) yield return $"{name}: [{string.Join(", ", values.Select(Of))}]";
    }

    public static IEnumerable<string> Optional(ActivationFunction? activation)
    {
        if (activation is not null) yield return $"activation: {activation.CSharp}";
    }
}
