using System.CommandLine;
using ModelDsl;
using ModelDsl.Diagnostics;
using ModelDsl.Text;

var file = new Argument<FileInfo>("file") { Description = "A .net file." };
file.AcceptExistingOnly();
var stage = new Option<string>("--stage") { Description = $"What to print: {string.Join(", ", Stages.Names)}.", DefaultValueFactory = _ => "graph" };
stage.AcceptOnlyFromAmong([.. Stages.Names]);
var model = new Option<string?>("--model") { Description = "Only the model of this name." };

var print = new Command("print", "Prints what one stage of the compiler makes of a file.") { file, stage, model };
print.SetAction(arguments =>
{
    var text = Read(arguments.GetRequiredValue(file));
    var failed = Report(text);
    Console.Out.Write(Stages.Print(text, arguments.GetRequiredValue(stage), arguments.GetValue(model)));
    return failed;
});

var check = new Command("check", "Reports the mistakes in a file.") { file };
check.SetAction(arguments => Report(Read(arguments.GetRequiredValue(file))));

return new RootCommand("ModelDsl: .net architecture files to C# with compiled forward and backward code.") { print, check }.Parse(args).Invoke();

static SourceText Read(FileInfo file) => new(file.ToString().Replace('\\', '/'), File.ReadAllText(file.FullName));

static int Report(SourceText text)
{
    var diagnostics = Compiler.Compile(text, new CompilerOptions("Models", text.Path)).Diagnostics;
    foreach (var diagnostic in diagnostics) Console.Error.WriteLine(diagnostic.Format(text));
    return diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error) ? 1 : 0;
}
