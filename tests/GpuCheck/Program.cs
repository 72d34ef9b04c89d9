using System.CommandLine;
using System.Globalization;
using ModelDsl.GpuCheck;
using ModelDsl.Runtime;

var device = new Option<string>("--device") { Description = "cpu, cuda, or cuda:N for the GPU of that number.", DefaultValueFactory = _ => "cuda" };
device.Validators.Add(result =>
{
    if (!TryParse(result.GetValueOrDefault<string>(), out _)) result.AddError($"--device is cpu, cuda or cuda:N, not {result.GetValueOrDefault<string>()}.");
});
var quick = new Option<bool>("--quick") { Description = "Fewer models, and the benchmark with small batches and little time: for a look on a CPU, not for the record." };
var only = new Option<string?>("--only") { Description = "checks or benchmark: one of the two and not the other." };
only.AcceptOnlyFromAmong("checks", "benchmark");
var mnist = new Option<string?>("--mnist") { Description = "A folder with MNIST's four files: LeNet-5 learns them in place of generated digits." };
var times = new Option<string?>("--times") { Description = "A file that the benchmark's times go to, one JSON object a line." };

var command = new RootCommand("Holds what ModelDsl's networks compute on a device against libtorch's autograd, trains one, and measures.") { device, quick, only, mnist, times };
command.SetAction(arguments =>
{
    TryParse(arguments.GetRequiredValue(device), out var where);
    var tally = new Tally(Console.Out);
    var part = arguments.GetValue(only);
    var isQuick = arguments.GetValue(quick);
    Conditions.Print(Console.Out, where);
    if (part != "benchmark")
    {
        OperationChecks.Run(tally, where);
        NetworkChecks.Run(tally, where, isQuick);
        OptimizerChecks.Run(tally, where);
        GraphChecks.Run(tally, where);
        CheckpointChecks.Run(tally, where);
        LearningCheck.Run(tally, where, arguments.GetValue(mnist));
    }

    if (part != "checks") new Benchmark(where, isQuick, Console.Out).Run(tally, arguments.GetValue(times));
    return tally.Finish();
});
return command.Parse(args).Invoke();

static bool TryParse(string? text, out Device device)
{
    device = Device.Cpu;
    if (text == "cpu") return true;
    if (text is null || !text.StartsWith("cuda", StringComparison.Ordinal)) return false;
    int index = 0;
    if (text != "cuda" && !(text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        return false;
    device = Device.Cuda(index);
    return true;
}
