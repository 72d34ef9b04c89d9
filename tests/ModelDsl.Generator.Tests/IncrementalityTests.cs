using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ModelDsl.Generator.Tests;

/// <summary>What re-runs after an edit. A keystroke in an editor asks all of this again.</summary>
public sealed class IncrementalityTests
{
    private static TestProject TwoFiles() =>
        TestProject.Create(FakeCompiler.Compile, ("models/a.net", "model A\nshape F1\n"), ("models/b.net", "model B\nshape F2\nwarning odd"));

    [Fact]
    public void an_edit_of_csharp_reruns_nothing()
    {
        var first = TwoFiles().Run();
        var second = first.After.EditCSharp("class Program { void Edited() { } }").Run();

        // The path map is read from the C# compilation again; it is equal, and the change stops there.
        Assert.Equal([Unchanged], second.Reasons(Steps.PathMap));
        foreach (var step in Steps.All.Where(step => step != Steps.PathMap))
            Assert.All(second.Reasons(step), reason => Assert.Equal(Cached, reason));
        Assert.All(OutputReasons(second), reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void an_edit_of_one_file_leaves_the_other_alone()
    {
        var first = TwoFiles().Run();
        var second = first.After.Edit("models/a.net", "model A\nmodel A2\nshape F1\nshape F3\n").Run();

        Assert.Equal([Modified, Cached], second.Reasons(Steps.Text));
        Assert.Equal([Modified, Cached], second.Reasons(Steps.Compile));
        Assert.Equal([Unchanged], second.Reasons(Steps.Duplicates));
        Assert.Equal([Modified, Cached], second.Reasons(Steps.Sources));
        Assert.Equal([Modified], second.Reasons(Steps.Shapes));
        Assert.Equal([Unchanged, Cached], second.Reasons(Steps.Problems));
    }

    [Fact]
    public void an_edit_that_changes_no_result_stops_after_the_compiler()
    {
        var first = TwoFiles().Run();
        var second = first.After.Edit("models/a.net", "model A\nshape F1\n# a comment at the end\n").Run();

        Assert.Equal(Modified, second.Reasons(Steps.Text)[0]);
        Assert.Equal([Unchanged, Cached], second.Reasons(Steps.Compile));
        foreach (var step in new[] { Steps.Declarations, Steps.Duplicates, Steps.Sources, Steps.Problems, Steps.FileShapes, Steps.Shapes })
            Assert.All(second.Reasons(step), reason => Assert.Equal(Cached, reason));
        Assert.All(OutputReasons(second), reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void an_added_file_leaves_the_others_alone()
    {
        var first = TwoFiles().Run();
        var second = first.After.Add("models/c.net", "model C\nshape F1\n").Run();

        Assert.Equal([New, Cached, Cached], second.Reasons(Steps.Compile).Order());
        Assert.Equal([New, Cached, Cached], second.Reasons(Steps.Sources).Order());
        Assert.Equal([Unchanged], second.Reasons(Steps.Duplicates));
        Assert.Equal([Unchanged], second.Reasons(Steps.Shapes));
        Assert.Equal(["Shapes.g.cs", "models/a.A.g.cs", "models/b.B.g.cs", "models/c.C.g.cs"], second.HintNames);
    }

    [Fact]
    public void no_roslyn_object_hides_in_a_model()
    {
        var run = TestProject.Create(FakeCompiler.Compile, ("a.net", "model A\nshape F1\nerror x\nwarning y"), ("b.net", "model A\nthrow up"))
            .With(options => options.WithSourceReferenceResolver(new SourceFileResolver([], "/", [new("/home/me/project/", "/_/")])))
            .Run();
        AssertNoRoslyn(run, Steps.All);
    }

    /// <summary>Looks through all that the steps of a run hold.</summary>
    internal static void AssertNoRoslyn(Run run, IEnumerable<string> steps)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var step in steps)
        {
            var outputs = run.Result.Results.Single().TrackedSteps[step].SelectMany(tracked => tracked.Outputs).ToList();
            Assert.NotEmpty(outputs);
            foreach (var (value, _) in outputs) AssertNoRoslyn(value, step, seen);
        }
    }

    /// <summary>Every field of every object reachable; an object of Roslyn's would keep whole compilations alive and never compare equal.</summary>
    private static void AssertNoRoslyn(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string) return;
        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || (!type.IsValueType && !seen.Add(value))) return;

        var isRoslyn = value is ISymbol or SyntaxNode or SyntaxTree or Location or Microsoft.CodeAnalysis.Compilation or AdditionalText;
        Assert.False(
            isRoslyn || type.Assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal),
            $"{path} holds a {type}");
        if (value is IEnumerable items)
        {
            foreach (var item in items) AssertNoRoslyn(item, $"{path}[]", seen);
        }

        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true) return;
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                AssertNoRoslyn(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(Run run) =>
        run.Result.Results.Single().TrackedOutputSteps
            .SelectMany(steps => steps.Value)
            .SelectMany(step => step.Outputs)
            .Select(output => output.Reason);
}
