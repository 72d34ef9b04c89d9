using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>Progress as plain lines, for files and pipes.</summary>
internal sealed class LineProgress(TextWriter writer, TimeProvider time) : TrainingProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public override void Epoch(int epoch, int epochs, int steps, Action<Action<StepReport>> run)
    {
        long last = time.GetTimestamp();
        run(report =>
        {
            if (report.Step == steps || time.GetElapsedTime(last) < Pause) return;
            last = time.GetTimestamp();
            writer.WriteLine(Invariant($"epoch {epoch}/{epochs}  step {report.Step}/{steps}  {Describe(report)}"));
        });
    }

    public override void EpochEnded(EpochResult result, int epochs)
    {
        writer.WriteLine(Describe(result, epochs));
        writer.Flush();
    }
}
