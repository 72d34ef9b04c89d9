using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Generator;

/// <summary>A C# file for Roslyn. <paramref name="Model"/> is the class in it, <paramref name="Origin"/> the `.net` file it came from.</summary>
internal sealed record GeneratedFile(string HintName, string Code, string Model, string Origin);

/// <summary>All that one `.net` file gives, in values that compare: later steps re-run only when their part of it changed.</summary>
internal sealed record CompiledFile(
    EquatableArray<GeneratedFile> Sources,
    EquatableArray<string> Shapes,
    EquatableArray<Declaration> Declarations,
    EquatableArray<Problem> Problems)
{
    private static readonly CompiledFile Nothing = new(default, default, default, default);

    /// <summary>Compiles one file. Whatever goes wrong in there is one diagnostic at this file: the others still compile.</summary>
    public static CompiledFile From(
        CompilationUnit unit, ProjectSettings settings, PathMap paths, EquatableArray<OwnLayer> layers, Compile compile, CancellationToken cancellation)
    {
        var (file, relative) = (unit.File.File, unit.File.RelativePath);
        if (file.Content is null) return Nothing;

        var text = new SourceText(relative, file.Content);
        var used = unit.Used.Where(u => u.File.Content is not null).Select(u => new SourceText(u.RelativePath, u.File.Content!)).ToArray();
        try
        {
            var options = new CompilerOptions(settings.Namespace, paths.Map(ProjectPath.Collapse(file.Path))) { Layers = layers };
            var result = compile(text, options, used, cancellation);
            return new CompiledFile(
                Files(result, relative, file.Path).ToEquatableArray(),
                result.Shapes,
                result.Models.Select(model => new Declaration(model.Name, Place.Of(text, model.Span, file.Path))).ToEquatableArray(),
                result.Diagnostics.Select(diagnostic => Problem.Of(diagnostic, text, file.Path)).ToEquatableArray());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Nothing with { Problems = new[] { Problem.Of(Catalogue.InternalError(exception), text, file.Path) }.ToEquatableArray() };
        }
    }

    /// <summary>One C# file for each model. Of two models with one name in a file, which is an error already, the first stands.</summary>
    private static IEnumerable<GeneratedFile> Files(Compilation result, string relative, string path) =>
        result.Sources
            .GroupBy(source => source.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.First())
            .Select(source => new GeneratedFile(ProjectPath.HintName(relative, source.Name), source.Code, source.Name, path));
}
