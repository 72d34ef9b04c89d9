using ModelDsl.Graphs;

namespace ModelDsl.Emit;

/// <summary>Writes the shape types of a project: <c>F3x224x224</c> is [N, 3, 224, 224] in every model that has it.</summary>
internal static class ShapeEmitter
{
    public static string Emit(IEnumerable<string> shapes, string @namespace)
    {
        var writer = new CodeWriter();
        ClassEmitter.Header(writer, "the .net files of this project: the shapes their models take and give", @namespace);
        foreach (var shape in shapes.Distinct().OrderBy(s => s, StringComparer.Ordinal))
        {
            var sizes = string.Join(", ", shape.Substring(1).Split('x'));
            writer.Line($"/// <summary>Tensors of [N, {sizes}].</summary>").Open($"public readonly struct {shape} : IShape")
                .Line($"public static System.ReadOnlySpan<int> Dimensions => [{sizes}];").Close().Line();
        }

        return writer.ToString();
    }
}
