using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Explaining;
using ModelDsl.Runtime.Training;
using ModelDsl.Runtime.Watching;
using static System.FormattableString;

namespace Experiments;

/// <summary>What an experiment works with: data, settings, and where it tells and writes.</summary>
/// <param name="experiment">Who works here.</param>
/// <param name="folder">Where its pictures and its report go.</param>
/// <param name="output">What it says on the way.</param>
/// <param name="isShort">A look at whether it works: less data, fewer epochs.</param>
/// <param name="seed">Of weights, order and noise.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Lab(Experiment experiment, string folder, TextWriter output, bool isShort, int seed, CancellationToken cancellation)
{
    private const int ShortExamples = 2_000, ShortTests = 500;

    private static readonly Lazy<ImageSet> Digits = new(() => Mnist.Load()), Clothes = new(() => FashionMnist.Load());

    private readonly List<NamedPicture> _pictures = [];

    /// <summary>What is written about the experiment: its settings, its pictures, and each training as it goes.</summary>
    public HtmlReport Page => field ??= new(PathOf("report.html"), experiment.Name)
    {
        Settings = [("experiment", experiment.Subject), ("seed", Invariant($"{seed}")), ("form", isShort ? "short" : "full")],
        Pictures = () => _pictures,
    };

    public int Seed => seed;

    public bool IsShort => isShort;

    public CancellationToken Cancellation => cancellation;

    /// <summary>So many epochs, or one in the short form.</summary>
    public int Epochs(int epochs) => isShort ? 1 : epochs;

    /// <summary>MNIST with mean 0 and deviation 1.</summary>
    public (Dataset<TInput, Labels> Train, Dataset<TInput, Labels> Test) MnistAs<TInput>() where TInput : IShape => Normalised<TInput>(Digits.Value);

    /// <summary>MNIST from 0 to 1.</summary>
    public (Dataset<TInput, Labels> Train, Dataset<TInput, Labels> Test) MnistGreyAs<TInput>() where TInput : IShape =>
        (Short(Grey<TInput>(Digits.Value.Train), ShortExamples), Short(Grey<TInput>(Digits.Value.Test), ShortTests));

    /// <summary>Fashion-MNIST's test pictures themselves.</summary>
    public LabelledImages ClothesToTest => Clothes.Value.Test;

    /// <summary>Fashion-MNIST with mean 0 and deviation 1.</summary>
    public (Dataset<TInput, Labels> Train, Dataset<TInput, Labels> Test) FashionAs<TInput>() where TInput : IShape => Normalised<TInput>(Clothes.Value);

    public void Say(string line) => output.WriteLine(line);

    /// <summary>The path of a file of this experiment.</summary>
    public string PathOf(string file)
    {
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, file);
    }

    /// <summary>Writes a picture as PNG, and shows it on the page.</summary>
    public void Draw(string name, string file, Picture picture)
    {
        PngFile.Write(PathOf(file), picture);
        _pictures.Add(new NamedPicture(name, picture));
    }

    /// <summary>Square grey pictures in rows as one.</summary>
    /// <param name="name">What the page says of it.</param>
    /// <param name="file">The PNG file.</param>
    /// <param name="grey">Numbers from 0 to 1, picture after picture, row after row.</param>
    /// <param name="side">Rows and columns of a picture.</param>
    /// <param name="columns">Pictures in a row.</param>
    public void Draw(string name, string file, IEnumerable<float> grey, int side, int columns)
    {
        var pictures = grey.Select(value => (byte)Math.Clamp(value * 255, 0, 255)).Chunk(side * side).Select(pixels => new Picture(pixels, channels: 1, side, side));
        Draw(name, file, Tiles.Of([.. pictures], columns));
    }

    /// <summary>Trains, and draws the curves.</summary>
    public TrainingHistory Train<TBatch>(ITrainable<TBatch> network, Optimizer optimizer, TrainerOptions options, IDataset<TBatch> train, IDataset<TBatch>? test = null)
        where TBatch : Batch
    {
        var history = Trainer.For(network, optimizer, options with { Seed = seed, Progress = TrainingProgress.Lines(output), Callbacks = [Page] }).Train(train, test, cancellation);
        cancellation.ThrowIfCancellationRequested();
        history.SaveCurves(PathOf(Invariant($"{network.Network.Name}.svg")), network.Network.Name);
        return history;
    }

    /// <summary>The mean of what a function finds of each batch of inputs, weighed by its examples.</summary>
    public double Mean<TInput>(Dataset<TInput, Labels> data, Func<Tensor<TInput>, double> find) where TInput : IShape
    {
        using var loader = new DataLoader<TInput, Labels>(data, batchSize: 500);
        double sum = 0;
        foreach (var batch in loader.Epoch(0, cancellation)) sum += find(batch.Input) * batch.Count;
        return sum / loader.ExampleCount;
    }

    private (Dataset<TInput, Labels>, Dataset<TInput, Labels>) Normalised<TInput>(ImageSet set) where TInput : IShape
    {
        Page.Classes = set.Classes;
        return (Short(set.Train.As<TInput>(), ShortExamples), Short(set.Test.As<TInput>(), ShortTests));
    }

    private static Dataset<TInput, Labels> Grey<TInput>(LabelledImages images) where TInput : IShape =>
        new(Examples.Bytes<TInput>(images.Pixels), Examples.Labels(images.Labels, images.Classes));

    private Dataset<TInput, Labels> Short<TInput>(Dataset<TInput, Labels> data, int count) where TInput : IShape => isShort ? data.Take(count) : data;
}
