using System.Globalization;

namespace ModelDsl.Emit;

/// <summary>
/// Writes the shape types of a project: <c>F3x224x224</c> is [N, 3, 224, 224] in every model that has it, <c>T200of20000</c> [N, 200] tokens.
/// </summary>
internal static class ShapeEmitter
{
    public static string Emit(IEnumerable<string> shapes, string @namespace)
    {
        var writer = new CodeWriter();
        ClassEmitter.Header(writer, "the .net files of this project: the shapes their models take and give", @namespace);
        foreach (var shape in shapes.Distinct().OrderBy(s => s, StringComparer.Ordinal))
        {
            var parts = shape.Substring(1).Split(["of"], StringSplitOptions.None);
            var sizes = string.Join(", ", parts[0].Split('x'));
            var tokens = parts.Length > 1 ? $" tokens of 0 to {int.Parse(parts[1], CultureInfo.InvariantCulture) - 1}" : "";
            writer.Line($"/// <summary>Tensors of [N, {sizes}]{tokens}.</summary>").Open($"public readonly struct {shape} : IShape")
                .Line($"public static System.ReadOnlySpan<int> Dimensions => [{sizes}];");
            if (parts.Length > 1) writer.Line().Line($"public static int Vocabulary => {parts[1]};");
            writer.Close().Line();
        }

        return writer.ToString();
    }
}
