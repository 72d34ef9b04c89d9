using Spectre.Console;
using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>Is told how far training is. Derive from it to show progress elsewhere than on the console.</summary>
public abstract class TrainingProgress
{
    /// <summary>Shows nothing.</summary>
    public static TrainingProgress None { get; } = new Silence();

    /// <summary>On the console: a moving bar where someone is looking, plain lines where the output goes to a file or pipe.</summary>
    public static TrainingProgress OnConsole() => OnConsole(AnsiConsole.Console, System.Console.IsOutputRedirected);

    /// <summary>Plain lines: one after each epoch, and one now and then during a long one.</summary>
    /// <param name="writer">Where they go.</param>
    public static TrainingProgress Lines(TextWriter writer) => new LineProgress(writer, TimeProvider.System);

    /// <summary>Runs an epoch's steps under this display.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="epochs">Epochs in all.</param>
    /// <param name="steps">Steps in the epoch.</param>
    /// <param name="run">Runs them, and calls what it is given after each. Must be called once.</param>
    public abstract void Epoch(int epoch, int epochs, int steps, Action<Action<StepReport>> run);

    /// <summary>Is called when an epoch has been measured.</summary>
    public abstract void EpochEnded(EpochResult result, int epochs);

    internal static TrainingProgress OnConsole(IAnsiConsole console, bool redirected) =>
        !redirected && console.Profile.Capabilities.Interactive ? new BarProgress(console) : Lines(System.Console.Out);

    /// <summary>An epoch's result in one line.</summary>
    protected static string Describe(EpochResult result, int epochs)
    {
        ArgumentNullException.ThrowIfNull(result);
        var number = Invariant($"{result.Epoch}").PadLeft(Invariant($"{epochs}").Length);
        var text = Invariant($"epoch {number}/{epochs}  train loss {result.TrainLoss:0.0000}{Describe(result.TrainLossParts)}");
        if (result.TrainAccuracy is { } train) text += Invariant($" accuracy {100 * train:0.00} %");
        if (result.TestLoss is { } loss) text += Invariant($"  test loss {loss:0.0000}{Describe(result.TestLossParts)}");
        if (result.TestAccuracy is { } test) text += Invariant($" accuracy {100 * test:0.00} %");
        return text + Invariant($"  {result.Duration.TotalSeconds:0.0} s, {result.ExamplesPerSecond:#,0} examples/s");
    }

    /// <summary> (cross-entropy 0.2100, l2(5e-4) 0.0499)</summary>
    private static string Describe(IReadOnlyList<LossPart>? parts) =>
        parts is null ? "" : $" ({string.Join(", ", parts.Select(part => Invariant($"{part.Term} {part.Value:0.0000}")))})";

    /// <summary>A step's state in a few words: loss, examples per second, time left.</summary>
    protected static string Describe(StepReport step) =>
        Invariant($"loss {step.Loss:0.0000}  {step.ExamplesPerSecond:#,0} examples/s  {Short(step.TimeLeft)} left");

    private static string Short(TimeSpan time) => time.TotalHours >= 1
        ? Invariant($"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : Invariant($"{time.Minutes}:{time.Seconds:00}");

    private sealed class Silence : TrainingProgress
    {
        public override void Epoch(int epoch, int epochs, int steps, Action<Action<StepReport>> run) => run(_ => { });

        public override void EpochEnded(EpochResult result, int epochs)
        {
        }
    }
}
