using System.Diagnostics;

namespace ModelDsl.Runtime.Training;

/// <summary>How far training is.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps in an epoch.</param>
/// <param name="Loss">The mean loss of the epoch's examples so far.</param>
/// <param name="ExamplesPerSecond">Examples per second in this epoch.</param>
/// <param name="TimeLeft">The time that the remaining steps will take if they and the measuring go on as they went so far.</param>
public readonly record struct StepReport(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double ExamplesPerSecond, TimeSpan TimeLeft);

/// <summary>Measures time and speed of a training.</summary>
internal sealed class TrainingClock(int epochs, int steps, int examplesPerEpoch)
{
    private readonly Stopwatch _all = Stopwatch.StartNew();
    private readonly Stopwatch _epoch = new();
    private int _current;

    public TimeSpan Elapsed => _all.Elapsed;

    public TimeSpan EpochElapsed => _epoch.Elapsed;

    public void StartEpoch(int epoch)
    {
        _current = epoch;
        _epoch.Restart();
    }

    public void EndEpoch() => _epoch.Stop();

    public StepReport Report(int step, int examples, double loss)
    {
        double done = (_current - 1 + (double)examples / examplesPerEpoch) / epochs;
        var left = _all.Elapsed * ((1 - done) / done);
        return new StepReport(_current, epochs, step, steps, loss, examples / _epoch.Elapsed.TotalSeconds, left);
    }
}
