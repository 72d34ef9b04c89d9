using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Optimisation;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl;

/// <summary>The way of a file as text, one stage at a time: for people, and for the snapshots that hold each stage still.</summary>
public static class Stages
{
    public static IReadOnlyList<string> Names { get; } = ["tree", "graph", "joint", "plan", "csharp"];

    /// <param name="text">The file.</param>
    /// <param name="stage">
    /// <c>tree</c> as parsed, <c>graph</c> the layers with their shapes, <c>joint</c> the operations of a training step before anything is placed or
    /// released, <c>plan</c> every method's operations in order with what they release, <c>csharp</c> the generated code.
    /// </param>
    /// <param name="model">Only this model, or all where null; models with mistakes show in <c>tree</c> and <c>csharp</c> only.</param>
    /// <param name="used">The files that its use lines name, and those that these use.</param>
    /// <exception cref="ArgumentException">There is no such stage.</exception>
    public static string Print(SourceText text, string stage, string? model = null, IReadOnlyList<SourceText>? used = null)
    {
        if (stage == "tree") return SyntaxPrinter.Print(Parser.Parse(text).File);
        if (stage == "csharp")
        {
            var sources = Compiler.Compile(text, new CompilerOptions("Models", text.Path), used ?? []).Sources;
            return Join(sources.Where(s => model is null || s.Name == model).Select(s => s.Code));
        }

        var models = Binder.Bind(Parser.Parse(text).File, text, used).Models.Where(m => model is null || m.Name == model);
        return stage switch
        {
            "graph" => Join(models.Select(ModelPrinter.Print)),
            "joint" => Join(models.Select(m => GraphPrinter.Print(Passes.Of(m).TrainingGraph))),
            "plan" => Join(models.Select(m => PlanPrinter.Print(Passes.Of(m)))),
            _ => throw new ArgumentException($"There is no stage '{stage}'; there are {string.Join(", ", Names)}.", nameof(stage)),
        };
    }

    private static string Join(IEnumerable<string> parts) => string.Join("\n", parts);
}
