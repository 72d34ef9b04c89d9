using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Text;

namespace ModelDsl.Generator;

/// <summary>
/// Compiles the `.net` files of a project as it builds. A thin shell: texts go to <see cref="Compiler"/>, its C# and its diagnostics to Roslyn.
/// Only the texts, the project's settings and the layers that its classes declare feed it, so that an edit of other C# re-runs nothing.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    private readonly Compile _compile;

    public ModelGenerator()
        : this(Compiler.Compile)
    {
    }

    internal ModelGenerator(Compile compile) => _compile = compile;

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var settings = context.AnalyzerConfigOptionsProvider
            .Select((options, _) => ProjectSettings.From(options.GlobalOptions))
            .WithTrackingName(Steps.Settings);
        // The path map is all that is taken of the C# compilation; it compares equal from one edit to the next and stops the change here.
        var paths = context.CompilationProvider
            .Select((compilation, _) => PathMap.From(compilation.Options.SourceReferenceResolver))
            .WithTrackingName(Steps.PathMap);
        var texts = context.AdditionalTextsProvider
            .Where(text => text.Path.EndsWith(".net", StringComparison.OrdinalIgnoreCase))
            .Select(NetFile.Read)
            .WithTrackingName(Steps.Text);

        var classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(OwnLayerClass.Attribute, (node, _) => node is TypeDeclarationSyntax, OwnLayerClass.Of)
            .WithTrackingName(Steps.OwnLayerClasses)
            .Collect();
        // Where a class stands is no part of what it declares: an edit above it stops here.
        var layers = classes.Select((found, _) => OwnLayerClass.Declared(found)).WithTrackingName(Steps.OwnLayers);
        var misdeclared = classes.Select((found, _) => OwnLayerClass.AllProblems(found)).WithTrackingName(Steps.OwnLayerProblems);

        var named = texts.Combine(settings).Select((input, _) => NamedFile.Of(input.Left, input.Right)).WithTrackingName(Steps.Uses);
        var units = named.Combine(named.Collect()).Select((input, _) => CompilationUnit.Of(input.Left, input.Right)).WithTrackingName(Steps.Unit);
        var files = units.Combine(settings.Combine(paths)).Combine(layers)
            .Select((input, cancellation) => CompiledFile.From(
                input.Left.Left, input.Left.Right.Left, input.Left.Right.Right, input.Right, _compile, cancellation))
            .WithTrackingName(Steps.Compile);
        var problems = files.Select((file, _) => file.Problems).WithTrackingName(Steps.Problems);
        var names = files.Select((file, _) => file.Declarations).WithTrackingName(Steps.Declarations)
            .Collect()
            .Select((declared, _) => DuplicateModels.Among(declared.SelectMany(models => models)))
            .WithTrackingName(Steps.Duplicates);
        var sources = files.Combine(names)
            .Select((input, _) => input.Right.Without(input.Left.Sources))
            .WithTrackingName(Steps.Sources);
        var shapes = files.Select((file, _) => file.Shapes).WithTrackingName(Steps.FileShapes)
            .Collect().Combine(settings)
            .Select((input, _) => SharedShapes.Of(input.Left, input.Right.Namespace))
            .WithTrackingName(Steps.Shapes);

        context.RegisterSourceOutput(problems, Report);
        context.RegisterSourceOutput(misdeclared, Report);
        context.RegisterSourceOutput(names, (output, duplicates) => Report(output, duplicates.Problems));
        context.RegisterSourceOutput(sources, Add);
        context.RegisterSourceOutput(shapes, Add);
    }

    private static void Report(SourceProductionContext output, EquatableArray<Problem> problems)
    {
        foreach (var problem in problems) output.ReportDiagnostic(problem.ToDiagnostic());
    }

    private static void Add(SourceProductionContext output, EquatableArray<GeneratedFile> files)
    {
        foreach (var file in files) output.AddSource(file.HintName, Microsoft.CodeAnalysis.Text.SourceText.From(file.Code, Encoding.UTF8));
    }
}

/// <summary>The compiler's one call, so that tests can put their own in its place.</summary>
internal delegate Compilation Compile(
    Text.SourceText text, CompilerOptions options, IReadOnlyList<Text.SourceText> used, CancellationToken cancellation);

/// <summary>The names of the pipeline's steps, as a test or a profiler sees them.</summary>
internal static class Steps
{
    public const string Settings = nameof(Settings);
    public const string PathMap = nameof(PathMap);
    public const string Text = nameof(Text);
    public const string OwnLayerClasses = nameof(OwnLayerClasses);
    public const string OwnLayers = nameof(OwnLayers);
    public const string OwnLayerProblems = nameof(OwnLayerProblems);
    public const string Uses = nameof(Uses);
    public const string Unit = nameof(Unit);
    public const string Compile = nameof(Compile);
    public const string Declarations = nameof(Declarations);
    public const string Duplicates = nameof(Duplicates);
    public const string Sources = nameof(Sources);
    public const string Problems = nameof(Problems);
    public const string FileShapes = nameof(FileShapes);
    public const string Shapes = nameof(Shapes);

    public static ImmutableArray<string> All { get; } =
        [Settings, PathMap, Text, OwnLayers, OwnLayerProblems, Uses, Unit, Compile, Declarations, Duplicates, Sources, Problems, FileShapes, Shapes];
}
