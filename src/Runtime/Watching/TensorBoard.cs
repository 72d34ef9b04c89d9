using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace ModelDsl.Runtime.Watching;

/// <summary>
/// Writes a training as TensorBoard reads it, a file of events for each: losses, accuracies, rate and speed, histograms of the weights and pictures after each epoch, the
/// settings, and the layers as a graph. See it with <c>tensorboard --logdir</c> and the folder, or one above it, where trainings lie side by side.
/// </summary>
/// <param name="folder">The training's own folder.</param>
public sealed class TensorBoard(string folder) : TrainingCallback
{
    private EventFile? _file;
    private Network? _network;
    private int _stepsPerEpoch;
    private long _steps;

    /// <summary>Every so many steps of a training the loss is written.</summary>
    public int Every { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Every), value, "It must be at least 1."); } = 50;

    /// <summary>Whether the weights' histograms are written after each epoch.</summary>
    public bool Histograms { get; init; } = true;

    /// <summary>Is asked for pictures after each epoch: <see cref="Samples"/>, say.</summary>
    public Func<IReadOnlyList<NamedPicture>>? Pictures { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public override void Started(TrainingStart start)
    {
        const int SessionStatus = 1, SessionStarts = 1;
        ArgumentNullException.ThrowIfNull(start);
        _file = new EventFile(folder, Time);
        (_network, _stepsPerEpoch, _steps) = (start.Network, start.Steps, (long)start.Epochs.Count * start.Steps);
        // What a training that was interrupted wrote behind the point that this one goes on from is not shown any more.
        _file.Write(_steps, new ProtoWriter().Message(EventFields.SessionLog, new ProtoWriter().Int(SessionStatus, SessionStarts)));
        if (_steps > 0) return;
        _file.Write(0, new ProtoWriter().Message(EventFields.Graph, GraphMessage.Of(start.Network)));
        var settings = start.Settings().Select(setting => $"| {setting.Name} | {setting.Value} |");
        Write(new ProtoWriter().AddText("settings", $"| setting | value |\n| --- | --- |\n{string.Join('\n', settings)}"));
    }

    /// <inheritdoc/>
    public override void StepEnded(in StepReport step)
    {
        _steps = ((step.Epoch - 1L) * step.Steps) + step.Step;
        if (_steps % Every == 0) Write(new ProtoWriter().AddScalar("loss/of the epoch so far", step.Loss));
    }

    /// <inheritdoc/>
    public override bool EpochEnded(EpochResult result, ConfusionTable? confusion)
    {
        ArgumentNullException.ThrowIfNull(result);
        _steps = (long)result.Epoch * _stepsPerEpoch;
        var summary = new ProtoWriter().AddScalar("loss/train", result.TrainLoss);
        Add("loss/test", result.TestLoss);
        Add("accuracy/train", result.TrainAccuracy);
        Add("accuracy/test", result.TestAccuracy);
        Add("accuracy/test, top five", result.TestTopFive);
        Add("training/learning rate", result.LearningRate);
        Add("training/examples a second", result.ExamplesPerSecond);
        if (Histograms) AddWeights(summary);
        var pictures = Pictures?.Invoke() ?? [];
        // Named by their places: what is said about a picture may change from epoch to epoch.
        for (int i = 0; i < pictures.Count; i++) summary.AddPicture(Invariant($"pictures/{i + 1}"), pictures[i].Picture);
        Write(summary);
        return true;

        void Add(string tag, double? value)
        {
            if (value is { } number) summary.AddScalar(tag, number);
        }
    }

    private void AddWeights(ProtoWriter summary)
    {
        foreach (var parameter in _network!.Parameters)
        {
            using var plain = parameter.Value.To(ElementType.Float32);
            summary.AddHistogram(parameter.Name.Replace('.', '/'), plain.ToArray<float>());
        }
    }

    private void Write(ProtoWriter summary) => _file?.Write(_steps, new ProtoWriter().Message(EventFields.Summary, summary));
}
