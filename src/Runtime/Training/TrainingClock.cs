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
/// <param name="epochs">Epochs in all.</param>
/// <param name="steps">Steps in an epoch.</param>
/// <param name="examplesPerEpoch">Examples in an epoch.</param>
/// <param name="examplesBefore">Examples that were learned from before the clock began, in a training that goes on.</param>
internal sealed class TrainingClock(int epochs, int steps, int examplesPerEpoch, long examplesBefore = 0)
{
    private readonly Stopwatch _all = Stopwatch.StartNew();
    private readonly Stopwatch _epoch = new();
    private int _current;
    private int _examplesBefore;

    public TimeSpan Elapsed => _all.Elapsed;

    public TimeSpan EpochElapsed => _epoch.Elapsed;

    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="examples">Examples of it that were learned from before.</param>
    public void StartEpoch(int epoch, int examples = 0)
    {
        _examplesBefore = examples;
        _current = epoch;
        _epoch.Restart();
    }

    public void EndEpoch() => _epoch.Stop();

    /// <summary>Examples per second of the epoch, of those that were learned from in this run.</summary>
    public double EpochRate(int examples) => (examples - _examplesBefore) / _epoch.Elapsed.TotalSeconds;

    public StepReport Report(int step, int examples, double loss)
    {
        long all = (long)epochs * examplesPerEpoch, done = (_current - 1L) * examplesPerEpoch + examples;
        var left = _all.Elapsed * ((double)(all - done) / (done - examplesBefore));
        return new StepReport(_current, epochs, step, steps, loss, EpochRate(examples), left);
    }
}
