using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Watching;

/// <summary>
/// Writes a training as JSON, an object a line (jsonlines.org): its settings, now and then a step, each epoch, the end. Every line is written at once and whole, so that a
/// process that dies leaves a file that can be read. A file that is there is appended to.
/// </summary>
/// <param name="path">The file; its folder is made.</param>
public sealed class JsonLines(string path) : TrainingCallback
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every so many steps of a training one is written.</summary>
    public int Every { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Every), value, "It must be at least 1."); } = 50;

    /// <inheritdoc/>
    public override void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        EndBrokenLine();
        Write("start", line =>
        {
            line.WriteString("time", DateTimeOffset.UtcNow);
            line.WriteNumber("epochs_before", start.Epochs.Count);
            line.WriteNumber("steps_per_epoch", start.Steps);
            line.WriteStartObject("settings");
            foreach (var (name, value) in start.Settings()) line.WriteString(name, value);
            line.WriteEndObject();
        });
    }

    /// <inheritdoc/>
    public override void StepEnded(in StepReport step)
    {
        if ((((step.Epoch - 1L) * step.Steps) + step.Step) % Every != 0) return;
        var report = step;
        Write("step", line =>
        {
            line.WriteNumber("epoch", report.Epoch);
            line.WriteNumber("step", report.Step);
            Number(line, "loss", report.Loss);
            Number(line, "examples_per_second", report.ExamplesPerSecond);
            Number(line, "seconds_left", report.TimeLeft.TotalSeconds);
        });
    }

    /// <inheritdoc/>
    public override bool EpochEnded(EpochResult result, ConfusionTable? confusion)
    {
        ArgumentNullException.ThrowIfNull(result);
        Write("epoch", line =>
        {
            line.WriteNumber("epoch", result.Epoch);
            Number(line, "train_loss", result.TrainLoss);
            Number(line, "train_accuracy", result.TrainAccuracy);
            Number(line, "test_loss", result.TestLoss);
            Number(line, "test_accuracy", result.TestAccuracy);
            Number(line, "test_top_five", result.TestTopFive);
            Number(line, "learning_rate", result.LearningRate);
            Number(line, "seconds", result.Duration.TotalSeconds);
            Number(line, "examples_per_second", result.ExamplesPerSecond);
        });
        return true;
    }

    /// <inheritdoc/>
    public override void Ended(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        Write("end", line =>
        {
            line.WriteNumber("epochs", history.Epochs.Count);
            line.WriteBoolean("cancelled", history.Cancelled);
            line.WriteBoolean("stopped_early", history.StoppedEarly);
            Number(line, "seconds", history.Duration.TotalSeconds);
            if (history.Confusion is { } confusion) WriteConfusion(line, confusion);
        });
    }

    private static void WriteConfusion(Utf8JsonWriter line, ConfusionTable confusion)
    {
        line.WriteStartArray("confusion");
        for (int label = 0; label < confusion.Classes; label++)
        {
            line.WriteStartArray();
            for (int predicted = 0; predicted < confusion.Classes; predicted++) line.WriteNumberValue(confusion[label, predicted]);
            line.WriteEndArray();
        }

        line.WriteEndArray();
    }

    /// <summary>What was not measured is left out, and so is what JSON has no number for.</summary>
    private static void Number(Utf8JsonWriter line, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) line.WriteNumber(name, number);
    }

    private void Write(string kind, Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var line = new Utf8JsonWriter(text, Plain))
        {
            line.WriteStartObject();
            line.WriteString("event", kind);
            write(line);
            line.WriteEndObject();
        }

        text.WriteByte((byte)'\n');
        File.AppendAllBytes(path, text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    /// <summary>Of a machine that went down in the middle of a line.</summary>
    private void EndBrokenLine()
    {
        if (!File.Exists(path)) return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        if (file.Length == 0) return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n') file.Write(Encoding.UTF8.GetBytes("\n"));
    }
}
