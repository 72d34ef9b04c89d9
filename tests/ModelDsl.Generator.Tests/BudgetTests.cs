using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace ModelDsl.Generator.Tests;

/// <summary>What edits cost, printed: nothing for C#, as little as can be for a `.net` file. No limits here: machines differ, and this one may be busy.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const int Rounds = 8;

    [Fact]
    public void edits_of_a_thousand_line_file_are_measured()
    {
        var text = ThousandLines();
        var run = TestProject.Create(Compiler.Compile, ("large.net", text), ("small.net", "model Small\ninput 1\nfc-1\n")).Run();
        Assert.Empty(run.Diagnostics);
        Assert.True(run.Sources.Length > 100);

        var lines = text.Count(c => c == '\n');
        run = Measure($"edit of the {lines} lines ({text.Length / 1000} kB)", run, (project, round) => project.Edit("large.net", Edited(text, round)));
        run = Measure("edit of the other file", run, (project, round) => project.Edit("small.net", $"model Small\ninput {round + 2}\nfc-1\n"));
        Measure("edit of C#", run, (project, round) => project.EditCSharp($"class Edited{round};"));
    }

    [Fact]
    public void the_compiler_alone_is_measured()
    {
        var text = ThousandLines();
        for (var round = 0; round < Rounds; round++)
        {
            var source = new Text.SourceText("large.net", Edited(text, round));
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            var result = Compiler.Compile(source, new CompilerOptions("My", "large.net"));
            watch.Stop();
            Assert.Empty(result.Diagnostics);
            if (round is 0 or Rounds - 1) Print($"compile, {(round == 0 ? "cold" : "warm")}", watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }
    }

    private Run Measure(string what, Run run, Func<TestProject, int, TestProject> edit)
    {
        var best = TimeSpan.MaxValue;
        long least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var project = edit(run.After, round);
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            run = project.Run();
            watch.Stop();
            best = watch.Elapsed < best ? watch.Elapsed : best;
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }

        Print(what, best, least);
        return run;
    }

    private void Print(string what, TimeSpan time, long bytes) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {time.TotalMilliseconds:0.00} ms, {bytes / 1048576.0:0.00} MiB"));

    private static string Edited(string text, int round) => text.Replace("conv3-17", $"conv3-{18 + round}", StringComparison.Ordinal);

    /// <summary>Small networks until there are a thousand lines; one width is there once, to be edited.</summary>
    private static string ThousandLines()
    {
        var text = new StringBuilder();
        for (var model = 0; model < 125; model++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                # network number {model}
                model Network{model}
                input 32x32 rgb
                conv3-{(model == 60 ? 17 : 16)} -> maxpool
                conv3-32(bias no) -> bn -> relu -> maxpool
                fc-64 -> dropout(0.2)
                fc-10 -> softmax


                """);
        }

        return text.ToString();
    }
}
