using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

/// <summary>Keeps what it is told, and calls back at each step.</summary>
internal sealed class Watch(Action<StepReport>? onStep = null) : TrainingProgress
{
    public List<StepReport> Steps { get; } = [];

    public List<EpochResult> Results { get; } = [];

    public override void Epoch(int epoch, int epochs, int steps, Action<Action<StepReport>> run) => run(report =>
    {
        Steps.Add(report);
        onStep?.Invoke(report);
    });

    public override void EpochEnded(EpochResult result, int epochs) => Results.Add(result);
}
