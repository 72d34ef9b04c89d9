using ModelDsl.Runtime.Training;

namespace Digits.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly BarPictures _pictures = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("mnist", "lenet5")]
    [InlineData("mnist", "mlp")]
    [InlineData("fashion-mnist", "lenet5")]
    public void it_shows_the_table_trains_saves_loads_and_classifies(string data, string model)
    {
        Assert.True(Demo(data, model).Run(CancellationToken.None));

        var text = _output.ToString();
        string[] parts =
        [
            "as written", "Training on 600 pictures", "epoch 4/4  train loss", "recall %", "saved",
            "into a fresh network; the first 10 test pictures",
        ];
        Assert.Equal(parts, parts.OrderBy(part => text.IndexOf(part, StringComparison.Ordinal)));
        Assert.All(parts, part => Assert.Contains(part, text));
        Assert.DoesNotContain(", not ", text); // every picture is recognised, by what was learned and saved
        Assert.Equal(
            [$"{model}-{data}.safetensors", $"{model}-{data}.svg"],
            Directory.GetFiles(_pictures.Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void cancelled_it_saves_what_it_has_and_classifies_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new CancelAfter(epochs: 2, cancellation);

        Assert.False(Demo("mnist", "mlp", progress).Run(cancellation.Token));
        Assert.Contains("Stopped after", _output.ToString());
        Assert.DoesNotContain("fresh network", _output.ToString());
        Assert.Equal(2, Directory.GetFiles(_pictures.Out).Length);
    }

    [Fact]
    public void it_writes_down_the_training_where_it_is_told_to()
    {
        string page = Path.Combine(_pictures.Out, "report.html"), board = Path.Combine(_pictures.Out, "board"), lines = Path.Combine(_pictures.Out, "training.jsonl");
        var settings = Settings(
            "--model", "mlp", "--folder", _pictures.Path, "--out", _pictures.Out, "--epochs", "1", "--report", page, "--tensorboard", board, "--json", lines);
        Assert.True(new Demo(settings, _output, TrainingProgress.None).Run(CancellationToken.None));

        Assert.Contains("MnistMlp on ", File.ReadAllText(page));
        Assert.Contains("<figcaption>", File.ReadAllText(page));
        Assert.Single(Directory.GetFiles(board));
        Assert.Contains("\"event\":\"end\"", File.ReadAllText(lines));
    }

    [Fact]
    public void pictures_that_are_missing_are_an_error_that_says_how_to_get_them()
    {
        var settings = Settings("--folder", _pictures.Out);

        var e = Assert.Throws<FileNotFoundException>(() => new Demo(settings, _output, TrainingProgress.None));
        Assert.Contains("To get it, run './build.sh demo'", e.Message);
    }

    [Fact]
    public void the_command_line_has_defaults_for_everything()
    {
        var settings = Settings();

        Assert.Equal(("mnist", "lenet5", "sgd", "artifacts"), (settings.Data, settings.Model, settings.Optimizer, settings.Out));
        Assert.Equal((8, 128, 1), (settings.Epochs, settings.Batch, settings.Seed));
        Assert.Null(settings.Rate);
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--rate", "-1")]
    [InlineData("--model", "resnet")]
    [InlineData("--epoch", "3")]
    public void what_the_command_line_cannot_mean_is_an_error(params string[] arguments) =>
        Assert.NotEmpty(Digits.Settings.Parse(arguments, _ => 0).Errors);

    [Theory]
    [InlineData("--rate must be a number such as 0.05 or 5e-4, not '0,1'.", "--rate", "0,1")]
    [InlineData("--rate must be a number such as 0.05 or 5e-4, not 'NaN'.", "--rate", "NaN")]
    [InlineData("--epochs must be a whole number that an int holds, not 'abc'.", "--epochs", "abc")]
    [InlineData("--epochs must be a whole number that an int holds, not '1,000'.", "--epochs", "1,000")]
    [InlineData("--seed must be a whole number that an int holds, not '99999999999'.", "--seed", "99999999999")]
    [InlineData("--decay must be at least 0.", "--decay", "-1")]
    public void a_number_that_is_none_is_one_line_of_error(string error, params string[] arguments)
    {
        using var errors = new StringWriter();
        var result = Digits.Settings.Parse(arguments, _ => 0);

        Assert.Equal(1, result.Invoke(new() { Output = _output, Error = errors }));
        Assert.Equal(error, errors.ToString().Trim());
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void numbers_are_read_as_written()
    {
        var settings = Settings("--rate", "5e-2", "--decay", "0", "--seed", "-7", "--epochs", "3");

        Assert.Equal((0.05, 0, -7, 3), (settings.Rate, settings.Decay, settings.Seed, settings.Epochs));
    }

    private Demo Demo(string data, string model, TrainingProgress? progress = null)
    {
        var settings = Settings(
            "--data", data, "--model", model, "--folder", _pictures.Path, "--out", _pictures.Out,
            "--epochs", "4", "--batch", "20", "--rate", "0.02");
        return new Demo(settings, _output, progress ?? TrainingProgress.Lines(_output));
    }

    private static Settings Settings(params string[] arguments)
    {
        Settings? read = null;
        Digits.Settings.Parse(arguments, settings =>
        {
            read = settings;
            return 0;
        }).Invoke();
        return read!;
    }

    private sealed class CancelAfter(int epochs, CancellationTokenSource cancellation) : TrainingProgress
    {
        public override void Epoch(int epoch, int epochs, int steps, Action<Action<StepReport>> run) => run(_ => { });

        public override void EpochEnded(EpochResult result, int all)
        {
            if (result.Epoch == epochs) cancellation.Cancel();
        }
    }
}
