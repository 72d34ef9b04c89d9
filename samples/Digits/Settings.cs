using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Digits;

/// <summary>Where a training is written down; null for nowhere.</summary>
internal sealed record Watch(string? Report, string? TensorBoard, string? JsonLines);

/// <summary>What the command line asks for.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Folder">Where its files are, if not where they are looked for.</param>
/// <param name="Model">The network.</param>
/// <param name="Epochs">How often the training pictures are gone through.</param>
/// <param name="Batch">Pictures in a step.</param>
/// <param name="Optimizer">The optimiser.</param>
/// <param name="Rate">Its highest learning rate; null for what suits the optimiser.</param>
/// <param name="Decay">Its weight decay.</param>
/// <param name="Seed">Decides the first weights and the order of the pictures.</param>
/// <param name="Out">The folder for checkpoint and curves.</param>
/// <param name="Watch">What else is written on the way.</param>
internal sealed record Settings(
    string Data, string? Folder, string Model, int Epochs, int Batch, string Optimizer, double? Rate, double Decay, int Seed, string Out, Watch Watch)
{
    /// <summary>The command line as read: invoking it runs with the settings, or says in a line each what is wrong.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">Is given the settings; what it returns is the exit code.</param>
    public static ParseResult Parse(IReadOnlyList<string> arguments, Func<Settings, int> run)
    {
        var line = Command(run).Parse(arguments);
        if (line.Action is ParseErrorAction error) error.ShowHelp = false;
        return line;
    }

    private static RootCommand Command(Func<Settings, int> run)
    {
        var data = Choice("--data", "The pictures to learn.", Choices.DataSets.Keys);
        var folder = new Option<string?>("--folder") { Description = "The folder with the data set's four IDX files." };
        var model = Choice("--model", "The network to train.", Choices.Models.Keys);
        var epochs = Whole("--epochs", "How often the training pictures are gone through.", 8, least: 1);
        var batch = Whole("--batch", "Pictures in a training step.", 128, least: 1);
        var optimizer = Choice("--optimizer", "How the weights follow their gradients.", Choices.Optimizers.Keys);
        var rate = NotNegative("--rate", "The highest learning rate. [default: 0.1 for sgd, 0.003 for adam]", null);
        var decay = NotNegative("--decay", "The weight decay.", 5e-4);
        var seed = Whole("--seed", "Decides the first weights and the order of the pictures.", 1, least: int.MinValue);
        var output = new Option<string>("--out") { Description = "The folder for checkpoint and curves." };
        output.DefaultValueFactory = _ => "artifacts";
        var report = new Option<string?>("--report") { Description = "A page of HTML about the training, written anew after each epoch." };
        var board = new Option<string?>("--tensorboard") { Description = "A folder for TensorBoard's event files." };
        var lines = new Option<string?>("--json") { Description = "A file of JSON lines that the training is appended to." };
        var command = new RootCommand("Trains a network of the model library to recognise pictures of 28x28 pixels, saves it and uses it.")
        {
            data, folder, model, epochs, batch, optimizer, rate, decay, seed, output, report, board, lines,
        };
        command.SetAction(line => run(new Settings(
            line.GetRequiredValue(data), line.GetValue(folder), line.GetRequiredValue(model), line.GetRequiredValue(epochs),
            line.GetRequiredValue(batch), line.GetRequiredValue(optimizer), line.GetValue(rate), line.GetRequiredValue(decay)!.Value,
            line.GetRequiredValue(seed), line.GetRequiredValue(output), new Watch(line.GetValue(report), line.GetValue(board), line.GetValue(lines)))));
        return command;
    }

    private static Option<string> Choice(string name, string description, IEnumerable<string> choices)
    {
        string[] all = [.. choices];
        return new Option<string>(name) { Description = description, DefaultValueFactory = _ => all[0] }.AcceptOnlyFromAmong(all);
    }

    private static Option<int> Whole(string name, string description, int standard, int least) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read(result, NumberStyles.AllowLeadingSign, least, "a whole number that an int holds") ?? standard,
    };

    private static Option<double?> NotNegative(string name, string description, double? standard) => new(name)
    {
        Description = description,
        DefaultValueFactory = standard is null ? null : _ => standard,
        CustomParser = result => Read(result, NumberStyles.Float, 0.0, "a number such as 0.05 or 5e-4"),
    };

    // The same in every language of the machine, and without thousands separators: '0,1' would be 1.
    private static T? Read<T>(ArgumentResult result, NumberStyles style, T least, string kind) where T : struct, INumber<T>
    {
        var (name, text) = (((OptionResult)result.Parent!).Option.Name, result.Tokens.Single().Value);
        if (!T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) || !T.IsFinite(value))
            result.AddError($"{name} must be {kind}, not '{text}'.");
        else if (value < least)
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be at least {least}."));
        else
            return value;
        return null;
    }
}
