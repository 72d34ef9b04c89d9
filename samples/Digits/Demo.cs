using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using ModelDsl.Runtime.Watching;
using static System.FormattableString;

namespace Digits;

/// <summary>The whole way: train, measure, save, load again, use.</summary>
internal sealed class Demo(Settings settings, TextWriter output, TrainingProgress progress)
{
    private const int Shown = 10;

    private readonly ImageSet _images = Choices.DataSets[settings.Data](settings.Folder);

    private string Checkpoint => Path.Combine(settings.Out, $"{settings.Model}-{settings.Data}.safetensors");

    private string Curves => Path.ChangeExtension(Checkpoint, ".svg");

    /// <summary>False when it was cancelled; what was learned until then is saved all the same.</summary>
    public bool Run(CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Out);
        bool finished = TrainAndSave(cancellation);
        if (finished) LoadAndClassify();
        return finished;
    }

    private bool TrainAndSave(CancellationToken cancellation)
    {
        using var network = Choices.Models[settings.Model](settings.Seed);
        using var optimizer = Choices.Optimizers[settings.Optimizer](settings.Rate, settings.Decay);
        output.WriteLine(network.Summary());
        var (train, test) = (_images.Train.As<F1x28x28>(), _images.Test.As<F1x28x28>());
        output.WriteLine(Invariant($"\nTraining on {train.Count:#,0} pictures of {_images.Name}, testing on {test.Count:#,0} others\n"));
        var trainer = Trainer.For(network, optimizer, new TrainerOptions
        {
            Epochs = settings.Epochs,
            BatchSize = settings.Batch,
            Seed = settings.Seed,
            Schedule = LearningRateSchedule.Cosine(warmUp: 0.5),
            Progress = progress,
            Callbacks = Callbacks(network),
        });
        var history = trainer.Train(train, test, cancellation);
        network.Save(Checkpoint, optimizer);
        if (history.Epochs.Count > 0) history.SaveCurves(Curves, $"{network.Name} on {_images.Name}");
        Report(history);
        return !history.Cancelled;
    }

    private List<TrainingCallback> Callbacks(Network<F1x28x28, F10, Labels> network)
    {
        var callbacks = new List<TrainingCallback>();
        if (settings.Watch.JsonLines is { } file) callbacks.Add(new JsonLines(file));
        if (settings.Watch.TensorBoard is { } folder) callbacks.Add(new TensorBoard(folder) { Pictures = Samples });
        if (settings.Watch.Report is { } page)
            callbacks.Add(new HtmlReport(page, $"{network.Name} on {_images.Name}") { Classes = _images.Classes, Pictures = Samples });
        return callbacks;

        IReadOnlyList<NamedPicture> Samples() => ModelDsl.Runtime.Watching.Samples.Of(network, _images.Test, _images.Classes);
    }

    private void Report(TrainingHistory history)
    {
        if (history.Confusion is { } confusion) output.WriteLine($"\n{confusion.ToString(_images.Classes)}");
        var saved = history.Epochs.Count > 0 ? $"{Checkpoint} and {Curves}" : Checkpoint;
        var done = history.Cancelled ? "Stopped" : "Trained";
        output.WriteLine(Invariant($"\n{done} after {history.Duration.TotalSeconds:0.0} s; saved {saved}"));
    }

    private void LoadAndClassify()
    {
        using var network = Choices.Models[settings.Model](settings.Seed + 1); // other weights, until the checkpoint's take their place
        network.Load(Checkpoint);
        using var pictures = _images.Test.Batch<F1x28x28>([.. Enumerable.Range(0, Shown)]);
        using var probabilities = network.Predict(pictures);
        var answers = probabilities.ToArray<float>().Chunk(_images.Classes.Count).ToList();
        output.WriteLine($"Loaded {Checkpoint} into a fresh network; the first {Shown} test pictures:\n");
        foreach (var row in Enumerable.Range(0, Shown).Chunk(Shown / 2)) ShowRow(row, answers);
    }

    private void ShowRow(int[] pictures, List<float[]> answers)
    {
        var test = _images.Test;
        var drawn = pictures.Select(i => Picture.Draw(test.Image(i), test.Height, test.Width)).ToList();
        for (int line = 0; line < drawn[0].Length; line++) output.WriteLine(string.Join("  ", drawn.Select(picture => picture[line])));
        var captions = pictures.Select(i => Caption(answers[i], test.Labels[i]).PadRight(drawn[0][0].Length));
        output.WriteLine(string.Join("  ", captions).TrimEnd());
        output.WriteLine();
    }

    /// <summary>The class it is taken for and how surely; with what it is where that is wrong.</summary>
    private string Caption(float[] probabilities, int label)
    {
        float most = probabilities.Max();
        int answer = Array.IndexOf(probabilities, most);
        var caption = Invariant($"{_images.Classes[answer]} {100 * most:0}%");
        return answer == label ? caption : $"{caption}, not {_images.Classes[label]}";
    }
}
