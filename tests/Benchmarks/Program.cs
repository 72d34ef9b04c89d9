using System.CommandLine;
using ModelDsl.Benchmarks;

var models = new Option<string[]>("--models")
{
    Description = $"The models to measure: {string.Join(", ", Workloads.Models)}. All by default.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [.. Workloads.Models],
};
models.AcceptOnlyFromAmong([.. Workloads.Models]);
var quick = new Option<bool>("--quick") { Description = "Few rounds, and PyTorch only as it comes: for a look, not for the record." };
var compiler = new Option<bool>("--compiler") { Description = "What compiling each file of the model library takes, and nothing else." };

var operators = new Option<bool>("--operators") { Description = "Where the time goes on our side, operator by operator, and nothing else." };

var command = new RootCommand("Measures training and inference beside PyTorch, in turns, and prints the ratios of the times.")
{
    models,
    quick,
    compiler,
    operators,
};
command.SetAction(arguments => arguments.GetValue(compiler) ? CompilerSpeed.Run()
    : arguments.GetValue(operators) ? OperatorTimes.Run(arguments.GetRequiredValue(models))
    : Session.Run(arguments.GetRequiredValue(models), arguments.GetValue(quick)));
return command.Parse(args).Invoke();
