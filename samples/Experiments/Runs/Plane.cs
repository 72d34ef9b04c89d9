using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using Library = ModelDsl.Models;

namespace Experiments.Runs;

internal sealed class Sine : Experiment
{
    private const int Points = 1000;
    private const double Noise = 0.1;

    public override string Name => "sinusoid";

    public override string Subject => "a perceptron 1-32-32-1 on 1,000 points of a sine with noise of deviation 0.1";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new Library.Sinusoid(lab.Seed);
        using var optimizer = new Adam(5e-3);
        var train = SyntheticData.Sinusoid<Library.F1, Library.F1>(Points, Noise, lab.Seed);
        var test = SyntheticData.Sinusoid<Library.F1, Library.F1>(Points, Noise, lab.Seed + 1);
        var options = new TrainerOptions { Epochs = lab.Epochs(100), BatchSize = 50, Schedule = LearningRateSchedule.Cosine() };
        var history = lab.Train(network, optimizer, options, train, test);
        return [new("test MSE, 0.01 of it the noise's", history.Epochs[^1].TestLoss!.Value, Most: 0.02)];
    }
}

/// <summary>Two classes of points in the plane.</summary>
internal abstract class TwoClasses : Experiment
{
    protected const int Points = 2000;

    /// <summary>The test accuracy after a training, in %.</summary>
    protected static double Accuracy(Lab lab, Network<F2, F2, Labels> network, int epochs, double rate, Func<int, Dataset<F2, Labels>> draw)
    {
        using var optimizer = new Adam(rate);
        var options = new TrainerOptions { Epochs = lab.Epochs(epochs), BatchSize = 100, Schedule = LearningRateSchedule.Cosine() };
        return 100 * lab.Train(network, optimizer, options, draw(lab.Seed), draw(lab.Seed + 1)).Epochs[^1].TestAccuracy!.Value;
    }
}

internal sealed class TwoSpirals : TwoClasses
{
    public override string Name => "spirals";

    public override string Subject => "a perceptron 2-64-64-2 tells two spirals apart";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new Spirals(lab.Seed);
        return [new("test accuracy", Accuracy(lab, network, 200, 5e-3, seed => SyntheticData.TwoSpirals<F2>(Points, 0.01, seed)), "%", Least: 98)];
    }
}

internal sealed class HiddenUnits : TwoClasses
{
    public override string Name => "hidden-units";

    public override string Subject => "a disc in a ring: two hidden units draw two lines, which cannot enclose it; three draw three";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var two = new TwoUnits(lab.Seed);
        using var three = new ThreeUnits(lab.Seed);
        return
        [
            new("test accuracy of two hidden units", Accuracy(lab, two, 150, 0.05, Draw), "%", Most: 95),
            new("of three", Accuracy(lab, three, 150, 0.05, Draw), "%", Least: 98),
        ];
    }

    private static Dataset<F2, Labels> Draw(int seed) => SyntheticData.DiscInRing<F2>(Points, 0.01, seed);
}
