using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Explaining;
using ModelDsl.Runtime.Training;
using Library = ModelDsl.Models;

namespace Experiments.Runs;

internal sealed class Fonts : Experiment
{
    private static readonly string Folder = Path.Combine(
        Environment.GetEnvironmentVariable("MODELDSL_DATA") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "modeldsl"), "fonts");

    public static ImageFolder Train => ImageFolder.Open(Path.Combine(Folder, "train"));

    public static ImageFolder Test => ImageFolder.Open(Path.Combine(Folder, "test"), Train.Classes);

    public override string Name => "fonts";

    public override string Subject =>
        "which of five fonts a letter of 36x36 pixels is set in, on letters held out with their capitals, accented forms and doubles in other alphabets: logistic regression, a perceptron, one convolution of four maps, "
        + "and six convolutions; 30 epochs of Adam, letters shifted by up to two pixels";

    public override string? Missing => Directory.Exists(Folder) ? null : $"{Folder}: there is no such folder; eng/fonts.sh makes it";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        if (Missing is { } missing) throw new IOException(missing);
        var (train, test) = (Train, Test);
        Draw(lab, train);
        double logistic = Learn<Library.F1x36x36, Library.F5>(lab, new Library.FontLogistic(lab.Seed), train, test);
        double perceptron = Learn<Library.F1x36x36, Library.F5>(lab, new Library.FontFeedForward(lab.Seed), train, test);
        double single = Learn<Library.F1x36x36, Library.F5>(lab, new Library.FontConvolutional(lab.Seed), train, test);
        double several = Learn<F1x36x36, F5>(lab, new FontStyle(lab.Seed), train, test);
        return
        [
            new("test accuracy of logistic regression", logistic, "%"),
            new("of the perceptron", perceptron, "%", Least: logistic),
            new("of one convolution", single, "%", Least: perceptron),
            new("of six", several, "%", Least: Math.Max(90, single)),
        ];
    }

    /// <summary>The accuracy in %; the network is disposed.</summary>
    private static double Learn<TInput, TOutput>(Lab lab, Network<TInput, TOutput, Labels> network, ImageFolder train, ImageFolder test)
        where TInput : IShape where TOutput : IShape
    {
        using var own = network;
        using var optimizer = new Adam(2e-3);
        var (letters, others) = (train.As<TInput>(cache: true), test.As<TInput>(cache: true));
        var normalization = Normalization.Measure(letters);
        var shifted = letters.Augmented(lab.Seed, Augmentation.Shift(2, 2)).Normalized(normalization);
        var options = new TrainerOptions { Epochs = lab.Epochs(30), BatchSize = 64, Schedule = LearningRateSchedule.Cosine() };
        return 100 * lab.Train(network, optimizer, options, shifted, others.Normalized(normalization)).Epochs[^1].TestAccuracy!.Value;
    }

    /// <summary>Some letters, a row for each font.</summary>
    private static void Draw(Lab lab, ImageFolder train)
    {
        const int Shown = 20;
        int each = train.Count / train.Classes.Count;
        var files = Enumerable.Range(0, train.Classes.Count).SelectMany(font => Enumerable.Range(0, Shown).Select(i => train.Files[font * each + i]));
        lab.Draw("letters, a row for each font", "letters.png", Tiles.Of([.. files.Select(file => ImageFile.Read(file))], Shown));
    }
}
