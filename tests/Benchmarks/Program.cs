using System.CommandLine;
using ModelDsl.Benchmarks;
using ModelDsl.Runtime;

var models = new Option<string[]>("--models")
{
    Description = $"The models to measure: {string.Join(", ", Workloads.Models)}. All by default.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [.. Workloads.Models],
};
models.AcceptOnlyFromAmong([.. Workloads.Models]);
var quick = new Option<bool>("--quick") { Description = "Few rounds, and PyTorch only as it comes: for a look, not for the record." };
var compiler = new Option<bool>("--compiler") { Description = "What compiling each file of the model library takes, and nothing else." };

var cost = new Option<bool>("--cost") { Description = "How the time grows with the batch and with the depth, beside PyTorch, and nothing else." };

var textbook = new Option<string[]?>("--textbook")
{
    Description = $"One network of each kind beside PyTorch, and nothing else: all, or those of {string.Join(", ", TextbookWorkloads.Models)}.",
    AllowMultipleArgumentsPerToken = true,
    Arity = ArgumentArity.ZeroOrMore,
};
textbook.AcceptOnlyFromAmong([.. TextbookWorkloads.Models]);

var memory = new Option<bool>("--memory") { Description = "The peak memory of training steps, beside PyTorch, and nothing else." };

// What --memory starts, a process for each model.
var memoryOf = new Option<string>("--memory-of") { Hidden = true };

var operators = new Option<bool>("--operators") { Description = "Where the time goes on our side, operator by operator, and nothing else; of the models, or of those of --textbook." };

var bf16 = new Option<bool>("--bf16") { Description = "Our side in precision bf16; the peers stay as they are." };

var command = new RootCommand("Measures training and inference beside PyTorch, in turns, and prints the ratios of the times.")
{
    models,
    quick,
    compiler,
    operators,
    bf16,
    cost,
    textbook,
    memory,
    memoryOf,
};
command.SetAction(arguments => arguments.GetValue(compiler) ? CompilerSpeed.Run()
    : arguments.GetValue(cost) ? Cost.Run()
    : arguments.GetResult(textbook) is not null && !arguments.GetValue(operators) ? Textbook.Run(TextbookWorkloads.Of(arguments.GetValue(textbook), PrecisionOf(arguments)))
    : arguments.GetValue(memory) ? PeakMemory.Run(arguments.GetRequiredValue(models))
    : arguments.GetValue(memoryOf) is { } model ? PeakMemory.Measure(model)
    : arguments.GetValue(operators) ? OperatorTimes.Run(arguments.GetResult(textbook) is null ? Chosen(arguments, quick: true) : TextbookWorkloads.Of(arguments.GetValue(textbook), PrecisionOf(arguments)))
    : Session.Run(Chosen(arguments, arguments.GetValue(quick)), arguments.GetValue(quick)));
return command.Parse(args).Invoke();

IReadOnlyList<Workload> Chosen(ParseResult arguments, bool quick) =>
    Workloads.Of(arguments.GetRequiredValue(models), quick, PrecisionOf(arguments));

Precision PrecisionOf(ParseResult arguments) => arguments.GetValue(bf16) ? Precision.BFloat16 : Precision.Float32;
