using System.CommandLine;
using System.Runtime.InteropServices;
using Experiments;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

const int Failed = 1;
const int Interrupted = 130; // what shells expect of a program that Ctrl+C ended

var names = new Argument<string[]>("names") { Description = "Which; all where none is named.", Arity = ArgumentArity.ZeroOrMore };
names.AcceptOnlyFromAmong([.. Experiment.All.Select(experiment => experiment.Name)]);
var isShort = new Option<bool>("--short") { Description = "Less data and one epoch, to see whether it works; floors do not count." };
var seed = new Option<int>("--seed") { Description = "Of weights, order and noise.", DefaultValueFactory = _ => 1 };
var folder = new Option<string>("--out") { Description = "Where pictures and reports go.", DefaultValueFactory = _ => "artifacts/experiments" };
var table = new Option<string?>("--table") { Description = "Then writes the table of all reports that are there between the marks in this file." };
var root = new RootCommand("Trains what introductions to deep learning train, and measures what was learned.") { names, isShort, seed, folder, table };
root.SetAction(arguments => Run(
    arguments.GetValue(names)!, arguments.GetValue(isShort), arguments.GetValue(seed), arguments.GetValue(folder)!, arguments.GetValue(table)));
return root.Parse(args).Invoke();

static int Run(string[] names, bool isShort, int seed, string folder, string? table)
{
    using var cancellation = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = !cancellation.IsCancellationRequested;
        cancellation.Cancel();
    });
    try
    {
        // One that is asked for by name, and lacks something, is an error when it runs.
        var wanted = Experiment.All.Where(experiment => names.Length == 0 ? experiment.Missing is null : names.Contains(experiment.Name)).ToList();
        foreach (var left in Experiment.All.Where(experiment => names.Length == 0 && experiment.Missing is not null)) Console.WriteLine($"{left.Name}: left out. {left.Missing}");
        var unmet = wanted.Select(experiment => RunOne(experiment, isShort, seed, folder, cancellation.Token)).Count(report => !report.IsMet);
        Console.WriteLine(Invariant($"{wanted.Count - unmet} of {wanted.Count} experiments {(isShort ? "work" : "reach their floors")}"));
        if (table is not null) ExperimentsPage.Write(table, Experiment.All.Select(e => Report.Load(Path.Combine(folder, e.Name, "report.json"))).OfType<Report>());
        return unmet == 0 ? 0 : Failed;
    }
    catch (OperationCanceledException)
    {
        return Interrupted;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or TrainingDivergedException)
    {
        Console.Error.WriteLine($"error: {e.Message}");
        return Failed;
    }
}

static Report RunOne(Experiment experiment, bool isShort, int seed, string folder, CancellationToken cancellation)
{
    Console.WriteLine($"{experiment.Name}: {experiment.Subject}");
    var report = experiment.Measure(new Lab(experiment, Path.Combine(folder, experiment.Name), Console.Out, isShort, seed, cancellation));
    foreach (var figure in report.Figures) Console.WriteLine($"  {(isShort ? $"{figure.Name} {figure.Shown}" : figure)}");
    Console.WriteLine();
    return report;
}
