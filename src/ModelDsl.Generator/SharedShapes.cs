using System.Collections.Immutable;
using ModelDsl.Text;

namespace ModelDsl.Generator;

/// <summary>The shape types of all models of a project, declared once: a tensor that fits one model fits every model of that shape.</summary>
internal static class SharedShapes
{
    private const string HintName = "Shapes.g.cs";

    public static EquatableArray<GeneratedFile> Of(ImmutableArray<EquatableArray<string>> shapesOfFiles, string @namespace)
    {
        var shapes = shapesOfFiles.SelectMany(shapes => shapes).Distinct().OrderBy(shape => shape, StringComparer.Ordinal).ToList();
        return shapes.Count == 0
            ? default
            : new[] { new GeneratedFile(HintName, Compiler.EmitShapes(shapes, @namespace), "", "") }.ToEquatableArray();
    }
}
