using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Emit;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Optimisation;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl;

/// <summary>What a compilation needs to know of its surroundings.</summary>
/// <param name="Namespace">The namespace of the generated classes.</param>
/// <param name="DocumentPath">The `.net` file as <c>#line</c> directives name it: the path a debugger opens.</param>
public sealed record CompilerOptions(string Namespace, string DocumentPath)
{
    /// <summary>The layers that C# classes of the project declare.</summary>
    public EquatableArray<OwnLayer> Layers { get; init; }
}

/// <summary>The C# of one model.</summary>
/// <param name="Name">The class it declares.</param>
/// <param name="Code">A whole C# file, newlines '\n'.</param>
public sealed record GeneratedSource(string Name, string Code);

/// <summary>A class that a file declares, and where: two files of a project must not declare the same.</summary>
public sealed record ModelName(string Name, SourceSpan Span);

/// <summary>What became of one `.net` file.</summary>
/// <param name="Sources">One per model, a stub for a broken one; shape types are not among them.</param>
/// <param name="Shapes">The shape types the sources use, e.g. <c>F1x28x28</c>; a project declares each once (<see cref="Compiler.EmitShapes"/>).</param>
/// <param name="Models">The classes declared, in the order of the file.</param>
/// <param name="Diagnostics">Every mistake found, in the order of the text.</param>
public sealed record Compilation(
    EquatableArray<GeneratedSource> Sources,
    EquatableArray<string> Shapes,
    EquatableArray<ModelName> Models,
    EquatableArray<Diagnostic> Diagnostics);

/// <summary>The way from the text of a `.net` file to C#.</summary>
public static class Compiler
{
    /// <summary>Compiles one file that uses no others.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Compilation Compile(SourceText text, CompilerOptions options, CancellationToken cancellation = default) =>
        Compile(text, options, [], cancellation);

    /// <summary>Compiles one file. Mistakes in it are diagnostics of the result, never exceptions.</summary>
    /// <param name="text">The file.</param>
    /// <param name="options">Its surroundings.</param>
    /// <param name="used">The files that its use lines name, and those that these use.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Compilation Compile(SourceText text, CompilerOptions options, IReadOnlyList<SourceText> used, CancellationToken cancellation = default)
    {
        var parsed = Parser.Parse(text, cancellation);
        var bound = Binder.Bind(parsed.File, text, used, options.Layers, cancellation);
        var sources = new List<(ModelName Model, string Code, IReadOnlyList<Shape> Shapes)>();
        foreach (var model in bound.Models)
        {
            cancellation.ThrowIfCancellationRequested();
            var code = new ClassEmitter(model, Passes.Of(model), options).Emit();
            sources.Add((new ModelName(model.Name, model.Span), code, [.. model.Shapes]));
        }

        foreach (var model in bound.Broken)
        {
            sources.Add((new ModelName(model.Name, model.Span), StubEmitter.Emit(model, text.Path, options), [.. model.Shapes]));
        }

        sources.Sort((a, b) => a.Model.Span.Start.CompareTo(b.Model.Span.Start));
        return new Compilation(
            sources.Select(s => new GeneratedSource(s.Model.Name, s.Code)).ToEquatableArray(),
            sources.SelectMany(s => s.Shapes.Select(shape => shape.TypeName)).Distinct().ToEquatableArray(),
            sources.Select(s => s.Model).ToEquatableArray(),
            parsed.Diagnostics.Concat(bound.Diagnostics).Concat(sources.Select(s => s.Model).SelectMany(m => NamesNamespace(m, options.Namespace))).OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal).ToEquatableArray());
    }

    /// <summary>C# that is in no namespace finds the outermost one before a class that a <c>using</c> brings.</summary>
    private static IEnumerable<Diagnostic> NamesNamespace(ModelName model, string @namespace) =>
        model.Name == @namespace.Split('.')[0] ? [Catalogue.ModelOfNamespaceName(model.Span, model.Name, @namespace)] : [];

    /// <summary>The files that a file's use lines name, by their paths as <see cref="SourceText.Path"/> has them.</summary>
    public static EquatableArray<string> UsesOf(SourceText text) => text.Content.IndexOf("use", StringComparison.OrdinalIgnoreCase) < 0
        ? EquatableArray<string>.Empty
        : Parser.Parse(text).File.Uses.Select(use => Library.Resolve(text.Path, use.Path)).ToEquatableArray();

    /// <summary>The C# file that declares the shape types of a project: each name once, in ordinal order.</summary>
    public static string EmitShapes(IEnumerable<string> shapes, string @namespace) => ShapeEmitter.Emit(shapes, @namespace);
}
