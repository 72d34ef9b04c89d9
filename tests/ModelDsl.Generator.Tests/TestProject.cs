using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generator.Tests;

/// <summary>A C# project with `.net` files as the compiler sees it, edited and run step by step. Immutable: an edit gives the next state.</summary>
internal sealed record TestProject
{
    public const string Folder = "/home/me/project/";

    /// <summary>What generated code needs to compile.</summary>
    public static readonly IReadOnlyList<MetadataReference> Runtime =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(ModelDsl.Runtime.Network).Assembly.Location),
    ];

    private readonly GeneratorDriver _driver;

    private TestProject(GeneratorDriver driver, CSharpCompilation compilation)
    {
        _driver = driver;
        Compilation = compilation;
    }

    public CSharpCompilation Compilation { get; private init; }

    private ImmutableArray<AdditionalText> Files { get; init; } = [];

    public static TestProject Create(Compile compile, params (string Path, string Text)[] files) => Create(compile, "My.Models", files);

    public static TestProject Create(Compile compile, string rootNamespace, params (string Path, string Text)[] files)
    {
        var texts = files.Select(file => (AdditionalText)new NetText(Absolute(file.Path), file.Text)).ToImmutableArray();
        var options = new ProjectOptions(new Dictionary<string, string>
        {
            ["build_property.RootNamespace"] = rootNamespace,
            ["build_property.ProjectDir"] = Folder,
        });
        var driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator(compile).AsSourceGenerator()],
            texts,
            new CSharpParseOptions(LanguageVersion.Latest),
            options,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        var compilation = CSharpCompilation.Create(
            "project",
            [CSharpSyntaxTree.ParseText("class Program;", new CSharpParseOptions(LanguageVersion.Latest), "Program.cs")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return new TestProject(driver, compilation) { Files = texts };
    }

    /// <summary>Runs the generator on the present state; the driver it leaves is that of <see cref="After"/>.</summary>
    public Run Run(CancellationToken cancellation = default)
    {
        var driver = _driver.RunGeneratorsAndUpdateCompilation(Compilation, out var output, out var diagnostics, cancellation);
        return new Run(new TestProject(driver, Compilation) { Files = Files }, driver.GetRunResult(), (CSharpCompilation)output, diagnostics);
    }

    public TestProject EditCSharp(string text) =>
        this with
        {
            Compilation = Compilation.ReplaceSyntaxTree(
                Compilation.SyntaxTrees.Single(),
                CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), "Program.cs")),
        };

    public TestProject Referring(IEnumerable<MetadataReference> references) => this with { Compilation = Compilation.WithReferences(references) };

    public TestProject With(Func<CSharpCompilationOptions, CSharpCompilationOptions> change) =>
        this with { Compilation = Compilation.WithOptions(change(Compilation.Options)) };

    public TestProject Edit(string path, string text)
    {
        var old = Files.Single(file => file.Path == Absolute(path));
        var edited = new NetText(old.Path, text);
        return new TestProject(_driver.ReplaceAdditionalText(old, edited), Compilation) { Files = Files.Replace(old, edited) };
    }

    public TestProject Add(string path, string text)
    {
        var added = new NetText(Absolute(path), text);
        return new TestProject(_driver.AddAdditionalTexts([added]), Compilation) { Files = Files.Add(added) };
    }

    private static string Absolute(string path) => path.StartsWith('/') ? path : Folder + path;

    private sealed class NetText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) =>
            Microsoft.CodeAnalysis.Text.SourceText.From(text, System.Text.Encoding.UTF8);
    }

    private sealed class ProjectOptions(Dictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(values);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}

/// <summary>What one run gave, and the project as it stands after it.</summary>
internal sealed record Run(TestProject After, GeneratorDriverRunResult Result, CSharpCompilation Output, ImmutableArray<Microsoft.CodeAnalysis.Diagnostic> Diagnostics)
{
    public ImmutableArray<GeneratedSourceResult> Sources => Result.Results.Single().GeneratedSources;

    public IReadOnlyList<string> HintNames => [.. Sources.Select(source => source.HintName).Order(StringComparer.Ordinal)];

    public string this[string hintName] => Sources.Single(source => source.HintName == hintName).SourceText.ToString();

    /// <summary>Why each output of a step is there, in the order of the outputs.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        [.. Result.Results.Single().TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];
}

