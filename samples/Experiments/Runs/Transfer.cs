using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace Experiments.Runs;

internal sealed class Transfer : Experiment
{
    private const int PerClass = 50, Draws = 10, Epochs = 30, HeadEpochs = 10;

    private const string Scratch = "from scratch", Frozen = "frozen", Tuned = "fine-tuned";

    private static readonly double[] Rates = [0.01, 0.02, 0.05];

    // Of the layers that are taken over, as factors on the head's.
    private static readonly double[] BaseRates = [0.1, 1];

    public override string Name => "transfer";

    public override string Subject =>
        "LeNet-5, trained on MNIST, goes on to Fashion-MNIST with 500 labels: its first layers frozen under a new head that is trained on their features, or all of it fine-tuned from there, against the same network from scratch; "
        + "the mean over 10 draws of labels and weights, each way with the rates and the number of layers that do best on 1,000 other examples";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        Try[] tries = [.. Enumerable.Range(lab.Seed, lab.IsShort ? 1 : Draws).SelectMany(draw => OfDraw(lab, draw))];
        var (scratch, frozen, tuned) = (Best(lab, tries, Scratch), Best(lab, tries, Frozen), Best(lab, tries, Tuned));
        return
        [
            new("test accuracy from scratch", scratch.Average(), "%"),
            new("with frozen layers", frozen.Average(), "%", Least: scratch.Average()),
            new("fine-tuned", tuned.Average(), "%", Least: scratch.Average()),
            .. Gain("frozen layers", frozen, scratch),
            .. Gain("fine-tuning", tuned, scratch),
        ];
    }

    /// <summary>How much better a way is than another with the same labels, and how sure that is.</summary>
    private static IEnumerable<Figure> Gain(string way, double[] accuracies, double[] others)
    {
        double[] gains = [.. accuracies.Zip(others, (a, b) => a - b)];
        double mean = gains.Average();
        yield return new($"gain by {way}", mean, "points");
        if (gains.Length > 1) yield return new("its standard error over the draws", Math.Sqrt(gains.Sum(gain => Math.Pow(gain - mean, 2)) / gains.Length / (gains.Length - 1)), "points");
    }

    /// <summary>The test accuracies of a way, one a draw, with the setting that does best over all draws on the examples to choose by.</summary>
    private static double[] Best(Lab lab, IEnumerable<Try> tries, string way)
    {
        var settings = tries.Where(t => t.Way == way).GroupBy(t => t.Setting).OrderByDescending(setting => setting.Average(t => t.Chosen)).ToArray();
        foreach (var setting in settings) lab.Say(Invariant($"{way}, {setting.Key}: {setting.Average(t => t.Chosen):0.00} % to choose by, {setting.Average(t => t.Test):0.00} % of the test"));
        return [.. settings[0].Select(t => t.Test)];
    }

    /// <summary>All ways with all settings, from one training on digits and with the same 500 labels.</summary>
    private static List<Try> OfDraw(Lab lab, int draw)
    {
        using var digits = new Digits(draw);
        var (train, _) = lab.MnistAs<F1x28x28>();
        using (var optimizer = new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4)) Learn(lab, digits, optimizer, train, lab.Epochs(5), draw, batchSize: 128);
        lab.Say(Invariant($"draw {draw}: trained on digits"));
        var (clothes, tests) = lab.FashionAs<F1x28x28>();
        var (some, others) = clothes.Split(0.5, draw);
        var data = new Examples(draw, some.PerClass(PerClass, draw), others.PerClass(lab.IsShort ? PerClass : 2 * PerClass, draw), tests);
        return
        [
            .. Rates.Select(rate => FromScratch(lab, data, rate)),
            .. FromDigits(lab, data, digits, "one convolution", () => new ClothesFromOne(draw), net => net.Features, net => net.Head),
            .. FromDigits(lab, data, digits, "both convolutions", () => new ClothesFromTwo(draw), net => net.Features, net => net.Head),
        ];
    }

    private static Try FromScratch(Lab lab, Examples data, double rate)
    {
        using var net = new ClothesFromTwo(data.Draw);
        using var optimizer = Optimizer(rate);
        Learn(lab, net, optimizer, data.Few, lab.Epochs(Epochs), data.Draw);
        return Measured(lab, data, net, Scratch, Invariant($"rate {rate}"));
    }

    private static IEnumerable<Try> FromDigits<TNetwork, TFeatures>(
        Lab lab, Examples data, Digits digits, string layers, Func<TNetwork> create, Func<TNetwork, Func<Tensor<F1x28x28>, Tensor<TFeatures>>> featuresOf,
        Func<TNetwork, Network<TFeatures, F10, Labels>> headOf)
        where TNetwork : Network<F1x28x28, F10, Labels> where TFeatures : IShape
    {
        using var first = create();
        first.LoadFrom(digits);
        var features = data.Few.Map(featuresOf(first), cancellation: lab.Cancellation);
        foreach (double rate in Rates)
        {
            using var net = create();
            net.LoadFrom(digits);
            using var optimizer = Optimizer(rate);
            Learn(lab, headOf(net), optimizer, features, lab.Epochs(Epochs), data.Draw);
            yield return Measured(lab, data, net, Frozen, Invariant($"{layers}, rate {rate}"));
            foreach (double factor in BaseRates) yield return FineTuned(rate, factor);
        }

        Try FineTuned(double rate, double factor)
        {
            using var net = create();
            net.LoadFrom(digits);
            var head = headOf(net);
            using (var optimizer = Optimizer(rate)) Learn(lab, head, optimizer, features, lab.Epochs(HeadEpochs), data.Draw);
            using var all = Optimizer(rate);
            all.SetGroup(parameter => !head.Parameters.Contains(parameter), rate: factor);
            Learn(lab, net, all, data.Few, lab.Epochs(Epochs - HeadEpochs), data.Draw);
            return Measured(lab, data, net, Tuned, Invariant($"{layers}, rate {rate}, theirs times {factor}"));
        }
    }

    private static Sgd Optimizer(double rate) => new(rate, momentum: 0.9, nesterov: true, weightDecay: 5e-4);

    private static void Learn<TInput>(
        Lab lab, Network<TInput, F10, Labels> network, Optimizer optimizer, Dataset<TInput, Labels> data, int epochs, int seed, int batchSize = 50)
        where TInput : IShape
    {
        var options = new TrainerOptions { Epochs = epochs, BatchSize = batchSize, Seed = seed, Schedule = LearningRateSchedule.Cosine(), ClipNorm = 5 };
        Trainer.For(network, optimizer, options).Train(data, test: null, lab.Cancellation);
        lab.Cancellation.ThrowIfCancellationRequested();
    }

    private static Try Measured(Lab lab, Examples data, Network<F1x28x28, F10, Labels> network, string way, string setting)
    {
        using var idle = new Sgd(0);
        var trainer = Trainer.For(network, idle);
        return new Try(way, setting, Accuracy(data.ChosenBy), Accuracy(data.Tests));

        double Accuracy(Dataset<F1x28x28, Labels> examples) => 100 * trainer.Evaluate(examples, lab.Cancellation).Accuracy!.Value;
    }

    /// <summary>The clothes of one draw: to learn from, to choose settings by, and to test on.</summary>
    private sealed record Examples(int Draw, Dataset<F1x28x28, Labels> Few, Dataset<F1x28x28, Labels> ChosenBy, Dataset<F1x28x28, Labels> Tests);

    /// <summary>What one training came to, in % of the examples to choose by and of those to test on.</summary>
    private sealed record Try(string Way, string Setting, double Chosen, double Test);
}
