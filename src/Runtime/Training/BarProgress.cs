using Spectre.Console;
using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>Progress as a bar that moves, for a terminal.</summary>
internal sealed class BarProgress(IAnsiConsole console) : TrainingProgress
{
    /// <summary>New text ten times a second is as much as an eye can follow; the bar itself may move with every step.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    public override void Epoch(int epoch, int epochs, int steps, Action<Action<StepReport>> run)
    {
        var title = Invariant($"epoch {epoch}/{epochs}");
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                var task = context.AddTask(title, maxValue: steps);
                long last = 0;
                run(report =>
                {
                    task.Value = report.Step;
                    if (TimeProvider.System.GetElapsedTime(last) < Pause) return;
                    last = TimeProvider.System.GetTimestamp();
                    task.Description = $"{title}  {Describe(report)}";
                });
            });
    }

    /// <summary>Past the console's own word wrap: a terminal too narrow breaks the line itself.</summary>
    public override void EpochEnded(EpochResult result, int epochs) => console.Profile.Out.Writer.WriteLine(Describe(result, epochs));
}
