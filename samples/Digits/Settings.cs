using System.CommandLine;

namespace Digits;

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
internal sealed record Settings(
    string Data, string? Folder, string Model, int Epochs, int Batch, string Optimizer, double? Rate, double Decay, int Seed, string Out)
{
    /// <summary>The command that reads the settings and hands them on; what it returns is the exit code.</summary>
    public static RootCommand Command(Func<Settings, int> run)
    {
        var data = Choice("--data", "The pictures to learn.", Choices.DataSets.Keys);
        var folder = new Option<string?>("--folder") { Description = "The folder with the data set's four IDX files." };
        var model = Choice("--model", "The network to train.", Choices.Models.Keys);
        var epochs = Number("--epochs", "How often the training pictures are gone through.", 8, least: 1);
        var batch = Number("--batch", "Pictures in a training step.", 128, least: 1);
        var optimizer = Choice("--optimizer", "How the weights follow their gradients.", Choices.Optimizers.Keys);
        var rate = Number<double?>("--rate", "The highest learning rate. [default: 0.1 for sgd, 0.003 for adam]", null, least: 0);
        var decay = Number("--decay", "The weight decay.", 5e-4, least: 0);
        var seed = Number("--seed", "Decides the first weights and the order of the pictures.", 1, least: int.MinValue);
        var output = new Option<string>("--out") { Description = "The folder for checkpoint and curves." };
        output.DefaultValueFactory = _ => "artifacts";
        var command = new RootCommand("Trains a network of the model library to recognise pictures of 28x28 pixels, saves it and uses it.")
        {
            data, folder, model, epochs, batch, optimizer, rate, decay, seed, output,
        };
        command.SetAction(line => run(new Settings(
            line.GetRequiredValue(data), line.GetValue(folder), line.GetRequiredValue(model), line.GetRequiredValue(epochs),
            line.GetRequiredValue(batch), line.GetRequiredValue(optimizer), line.GetValue(rate), line.GetRequiredValue(decay),
            line.GetRequiredValue(seed), line.GetRequiredValue(output))));
        return command;
    }

    private static Option<string> Choice(string name, string description, IEnumerable<string> choices)
    {
        string[] all = [.. choices];
        return new Option<string>(name) { Description = description, DefaultValueFactory = _ => all[0] }.AcceptOnlyFromAmong(all);
    }

    private static Option<T> Number<T>(string name, string description, T standard, double least)
    {
        var option = new Option<T>(name) { Description = description };
        if (standard is not null) option.DefaultValueFactory = _ => standard;
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is IConvertible value && !(value.ToDouble(null) >= least))
                result.AddError(FormattableString.Invariant($"{name} must be at least {least}."));
        });
        return option;
    }
}
