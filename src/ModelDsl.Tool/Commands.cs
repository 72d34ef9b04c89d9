using System.CommandLine;
using ModelDsl.Diagnostics;
using ModelDsl.Format;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tool;

/// <summary>What the tool can be asked for.</summary>
internal static class Commands
{
    private const int Failed = 1;

    public static RootCommand Root() => new("ModelDsl: .net architecture files to C# with compiled forward and backward code.") { Print(), Check(), Format() };

    private static Command Print()
    {
        var file = NetFile();
        var stage = new Option<string>("--stage") { Description = $"What to print: {string.Join(", ", Stages.Names)}.", DefaultValueFactory = _ => "graph" };
        stage.AcceptOnlyFromAmong([.. Stages.Names]);
        var model = new Option<string?>("--model") { Description = "Only the model of this name." };
        var print = new Command("print", "Prints what one stage of the compiler makes of a file.") { file, stage, model };
        print.SetAction(line =>
        {
            var text = Read(line.GetRequiredValue(file));
            var (output, errors) = (line.InvocationConfiguration.Output, line.InvocationConfiguration.Error);
            var used = UsedBy(text);
            var compilation = Compile(text, used);
            var code = Report(compilation, text, errors);
            var models = compilation.Models.Select(m => m.Name).ToArray();
            if (line.GetValue(model) is { } name && !models.Contains(name))
            {
                errors.WriteLine($"error: no model '{name}' in {text.Path}; {Existing(models)}");
                return Failed;
            }

            output.Write(Stages.Print(text, line.GetRequiredValue(stage), line.GetValue(model), used));
            return code;
        });
        return print;
    }

    private static Command Check()
    {
        var file = NetFile();
        var check = new Command("check", "Reports the mistakes in a file.") { file };
        check.SetAction(line =>
        {
            var text = Read(line.GetRequiredValue(file));
            return Report(Compile(text, UsedBy(text)), text, line.InvocationConfiguration.Error);
        });
        return check;
    }

    private static Command Format()
    {
        var files = new Argument<string[]>("files") { Description = "The .net files.", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "Change nothing; fail where a file is not formatted." };
        var format = new Command("format", "Lays files out as all are. One with syntax errors stays as it is.") { files, check };
        format.SetAction(line =>
        {
            var code = 0;
            foreach (var path in line.GetRequiredValue(files))
            {
                if (!Formatted(path, line.GetValue(check), line.InvocationConfiguration.Output, line.InvocationConfiguration.Error)) code = Failed;
            }

            return code;
        });
        return format;
    }

    private static bool Formatted(string path, bool checkOnly, TextWriter output, TextWriter errors)
    {
        if (!File.Exists(path))
        {
            errors.WriteLine($"error: there is no file {path}");
            return false;
        }

        var text = Read(new FileInfo(path));
        var mistakes = Parser.Parse(text).Diagnostics;
        foreach (var mistake in mistakes) errors.WriteLine(mistake.Format(text));
        if (mistakes.Count > 0) return false;
        var formatted = Formatter.Format(text);
        if (formatted == text.Content) return true;
        if (!checkOnly) File.WriteAllText(path, formatted);
        output.WriteLine($"{path}: {(checkOnly ? "is not formatted" : "formatted")}");
        return !checkOnly;
    }

    private static Argument<FileInfo> NetFile()
    {
        var file = new Argument<FileInfo>("file") { Description = "A .net file." };
        file.Validators.Add(result =>
        {
            var path = result.Tokens.Single().Value;
            if (Directory.Exists(path)) result.AddError($"error: {path} is a directory; name a .net file");
            else if (!File.Exists(path)) result.AddError($"error: there is no file {path}");
        });
        return file;
    }

    private static string Existing(string[] models) => models.Length switch
    {
        0 => "there is none",
        1 => $"there is {models[0]}",
        _ => $"there are {string.Join(", ", models)}",
    };

    private static SourceText Read(FileInfo file) => new(file.ToString().Replace('\\', '/'), File.ReadAllText(file.FullName));

    /// <summary>The files that a file uses, directly or through others, as far as they are there; what is missing is the compiler's to report.</summary>
    private static IReadOnlyList<SourceText> UsedBy(SourceText text)
    {
        var used = new List<SourceText>();
        var open = new Queue<string>(Compiler.UsesOf(text));
        while (open.Count > 0)
        {
            var path = open.Dequeue();
            if (path == text.Path || used.Any(u => u.Path == path) || !File.Exists(path)) continue;
            used.Add(new SourceText(path, File.ReadAllText(path)));
            foreach (var next in Compiler.UsesOf(used[^1])) open.Enqueue(next);
        }

        return used;
    }

    private static Compilation Compile(SourceText text, IReadOnlyList<SourceText> used) => Compiler.Compile(text, new CompilerOptions("Models", text.Path), used);

    private static int Report(Compilation compilation, SourceText text, TextWriter errors)
    {
        foreach (var diagnostic in compilation.Diagnostics) errors.WriteLine(diagnostic.Format(text));
        return compilation.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error) ? Failed : 0;
    }
}
