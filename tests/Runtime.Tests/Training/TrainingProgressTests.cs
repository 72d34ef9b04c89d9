using ModelDsl.Runtime.Training;
using Spectre.Console;

namespace ModelDsl.Runtime.Tests.Training;

public sealed class TrainingProgressTests
{
    private static readonly EpochResult Result = new(3, 0.04123, 0.98765, 0.0365, 0.9886, 0.05, TimeSpan.FromSeconds(2.61), 22988);

    [Fact]
    public void an_epochs_line_has_losses_accuracies_and_speed()
    {
        var text = new StringWriter();
        TrainingProgress.Lines(text).EpochEnded(Result, 10);

        Assert.Equal(
            "epoch  3/10  train loss 0.0412 accuracy 98.77 %  test loss 0.0365 accuracy 98.86 %  2.6 s, 22,988 examples/s\n",
            text.ToString());
    }

    [Fact]
    public void what_terms_add_to_the_loss_stands_behind_it()
    {
        var text = new StringWriter();
        TrainingProgress.Lines(text).EpochEnded(
            Result with { TrainLossParts = [new("mse", 0.03), new("l2(5e-4)", 0.01123)], TestLossParts = [new("mse", 0.02527), new("l2(5e-4)", 0.01123)] }, 10);

        Assert.StartsWith(
            "epoch  3/10  train loss 0.0412 (mse 0.0300, l2(5e-4) 0.0112) accuracy 98.77 %  test loss 0.0365 (mse 0.0253, l2(5e-4) 0.0112) accuracy 98.86 %  ",
            text.ToString());
    }

    [Fact]
    public void what_was_not_measured_is_left_out()
    {
        var text = new StringWriter();
        TrainingProgress.Lines(text).EpochEnded(Result with { TrainAccuracy = null, TestLoss = null, TestAccuracy = null }, 10);

        Assert.Equal("epoch  3/10  train loss 0.0412  2.6 s, 22,988 examples/s\n", text.ToString());
    }

    [Fact]
    public void a_long_epoch_prints_a_line_every_five_seconds_with_rate_and_time_left()
    {
        var text = new StringWriter();
        var clock = new Clock();
        new LineProgress(text, clock).Epoch(1, 2, 20, report =>
        {
            for (int step = 1; step <= 20; step++)
            {
                clock.Now += TimeSpan.FromSeconds(1);
                report(new StepReport(1, 2, step, 20, 0.5, 1234.5, TimeSpan.FromSeconds(75)));
            }
        });

        Assert.Equal(
            ["epoch 1/2  step 5/20", "epoch 1/2  step 10/20", "epoch 1/2  step 15/20"],
            text.ToString().TrimEnd().Split('\n').Select(line => line[..line.IndexOf("  loss", StringComparison.Ordinal)]));
        Assert.Contains("step 5/20  loss 0.5000  1,235 examples/s  1:15 left\n", text.ToString());
    }

    [Fact]
    public void a_terminal_gets_a_bar_and_a_file_gets_lines()
    {
        var console = Console(new StringWriter());

        Assert.IsType<BarProgress>(TrainingProgress.OnConsole(console, redirected: false));
        Assert.IsType<LineProgress>(TrainingProgress.OnConsole(console, redirected: true));
    }

    [Fact]
    public void the_bar_runs_the_steps_and_leaves_the_epochs_line()
    {
        var text = new StringWriter();
        var progress = new BarProgress(Console(text));
        int steps = 0;
        progress.Epoch(3, 10, 5, report =>
        {
            for (; steps < 5; steps++) report(new StepReport(3, 10, steps + 1, 5, 0.5, 100, TimeSpan.FromSeconds(1)));
        });
        progress.EpochEnded(Result, 10);

        Assert.Equal(5, steps);
        Assert.Contains("epoch 3/10", text.ToString());
        Assert.Contains("test loss 0.0365 accuracy 98.86 %", text.ToString());
    }

    private static IAnsiConsole Console(StringWriter text)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = 140;
        return console;
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
