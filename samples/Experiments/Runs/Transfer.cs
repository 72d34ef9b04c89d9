using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using Library = ModelDsl.Models;

namespace Experiments.Runs;

internal sealed class Transfer : Experiment
{
    private const int PerClass = 50, Draws = 3;

    private static readonly double[] Rates = [0.02, 0.05];

    public override string Name => "transfer";

    public override string Subject =>
        "LeNet-5, trained on MNIST, goes on to Fashion-MNIST with 500 labels: its convolutions frozen under a new head, or all but the last layer fine-tuned, against the same from scratch; the mean over 3 draws of the labels, "
        + "each way with the better of two rates on 1,000 other examples";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (digits, digitTests) = lab.MnistAs<Library.F1x28x28>();
        using var learned = new Library.LeNet5(lab.Seed);
        using (var optimizer = new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4))
        {
            var options = new TrainerOptions { Epochs = lab.Epochs(5), BatchSize = 128, Schedule = LearningRateSchedule.Cosine() };
            lab.Train(learned, optimizer, options, digits, digitTests);
        }

        double scratch = Mean(lab, draw => Best(lab, draw, (network, optimizer) => { }));
        double frozen = Mean(lab, draw => Best(lab, draw, (network, optimizer) =>
        {
            Copy(learned, network, IsConvolution);
            optimizer.SetGroup(IsConvolution, rate: 0);
        }));
        double tuned = Mean(lab, draw => Best(lab, draw, (network, optimizer) => Copy(learned, network, parameter => parameter.Layer != "fc3")));
        return
        [
            new("test accuracy from scratch", scratch, "%"),
            new("with frozen convolutions", frozen, "%", Least: scratch),
            new("fine-tuned", tuned, "%", Least: scratch),
        ];
    }

    private static double Mean(Lab lab, Func<int, double> of) => Enumerable.Range(lab.Seed, lab.IsShort ? 1 : Draws).Average(of);

    /// <summary>The test accuracy in %, with the rate that does better on examples that are neither learned from nor tested on.</summary>
    private static double Best(Lab lab, int draw, Action<Library.LeNet5, Optimizer> begin)
    {
        var (clothes, tests) = lab.FashionAs<Library.F1x28x28>();
        var (some, others) = clothes.Split(0.5, draw);
        var (few, chosenBy) = (some.PerClass(PerClass, draw), others.PerClass(lab.IsShort ? PerClass : 2 * PerClass, draw));
        return Rates.Select(rate => Learn(lab, draw, rate, few, chosenBy, tests, begin)).MaxBy(result => result.Chosen).Test;
    }

    private static (double Chosen, double Test) Learn(
        Lab lab, int draw, double rate, Dataset<Library.F1x28x28, Labels> few, Dataset<Library.F1x28x28, Labels> chosenBy, Dataset<Library.F1x28x28, Labels> tests,
        Action<Library.LeNet5, Optimizer> begin)
    {
        using var network = new Library.LeNet5(draw + 1);
        using var optimizer = new Sgd(rate, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
        begin(network, optimizer);
        var options = new TrainerOptions { Epochs = lab.Epochs(20), BatchSize = 50, Seed = draw, Schedule = LearningRateSchedule.Cosine() };
        var trainer = Trainer.For(network, optimizer, options);
        trainer.Train(few, test: null, lab.Cancellation);
        return (100 * trainer.Evaluate(chosenBy, lab.Cancellation).Accuracy!.Value, 100 * trainer.Evaluate(tests, lab.Cancellation).Accuracy!.Value);
    }

    private static void Copy(Network from, Network to, Func<Parameter, bool> which)
    {
        foreach (var (target, source) in to.Parameters.Zip(from.Parameters).Where(pair => which(pair.First))) target.Value.CopyFrom<float>(source.Value.ToArray<float>());
    }

    private static bool IsConvolution(Parameter parameter) => parameter.Layer.StartsWith("conv", StringComparison.Ordinal);
}
