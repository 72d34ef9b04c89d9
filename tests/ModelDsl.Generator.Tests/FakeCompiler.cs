using ModelDsl.Diagnostics;
using ModelDsl.Text;

namespace ModelDsl.Generator.Tests;

/// <summary>
/// A compiler that does what the lines of a file say, so that tests of the generator do not depend on the language:
/// <c>model A</c>, <c>shape F1</c>, <c>error word</c> (at the word), <c>warning word</c>, <c>throw text</c>. Other lines mean nothing.
/// </summary>
internal static class FakeCompiler
{
    public static Compilation Compile(SourceText text, CompilerOptions options, IReadOnlyList<SourceText> used, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var sources = new List<GeneratedSource>();
        var shapes = new List<string>();
        var models = new List<ModelName>();
        var diagnostics = new List<Diagnostics.Diagnostic>();
        var start = 0;
        foreach (var line in text.Content.Split('\n'))
        {
            if (line.Split(' ') is [var word, var operand])
            {
                var span = new SourceSpan(start + word.Length + 1, operand.Length);
                switch (word)
                {
                    case "model":
                        models.Add(new ModelName(operand, span));
                        sources.Add(new GeneratedSource(operand, $"namespace {options.Namespace};\npublic sealed class {operand};\n"));
                        break;
                    case "shape": shapes.Add(operand); break;
                    case "error": diagnostics.Add(new Diagnostics.Diagnostic("MDL1000", Severity.Error, span, $"bad '{operand}' {{0}}")); break;
                    case "warning": diagnostics.Add(new Diagnostics.Diagnostic("MDL1001", Severity.Warning, span, $"odd '{operand}'")); break;
                    case "throw": throw new InvalidOperationException($"{operand}\nsecond line");
                }
            }

            start += line.Length + 1;
        }

        return new Compilation(sources.ToEquatableArray(), shapes.ToEquatableArray(), models.ToEquatableArray(), diagnostics.ToEquatableArray());
    }
}
