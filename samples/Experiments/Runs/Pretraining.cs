using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace Experiments.Runs;

/// <summary>
/// Hidden layers learn one after the other from all digits without their labels (Hinton, Osindero and Teh 2006), each as a Boltzmann machine over the layer
/// before it; then the whole network is fine-tuned with few labels, and compared with the same one from random weights.
/// </summary>
internal abstract class Pretraining : Experiment
{
    private const int Width = 500, BatchSize = 100, PerClass = 100, Draws = 3, Shown = 10, Side = 28;

    // Of the fine-tuning, for both beginnings the one that does better on other examples.
    private static readonly double[] Rates = [0.01, 0.03, 0.1, 0.3, 1];

    protected abstract int Machines { get; }

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (digits, tests) = lab.MnistGreyAs<F1x28x28>();
        var machines = new List<RestrictedBoltzmannMachine>();
        try
        {
            double error = 0;
            for (int i = 0; i < Machines; i++) error = Add(lab, digits, machines);
            Draw(lab, machines[0]);
            double random = Mean(lab, draw => Best(lab, digits, tests, draw, []));
            double trained = Mean(lab, draw => Best(lab, digits, tests, draw, machines));
            return
            [
                new($"mean squared error of what {(Machines == 1 ? "the machine" : "the last machine")} makes of its input", error),
                new("test accuracy from random weights", random, "%"),
                new("pre-trained", trained, "%", Least: random),
            ];
        }
        finally
        {
            machines.ForEach(machine => machine.Dispose());
        }
    }

    protected abstract Network<F1x28x28, F10, Labels> Make(int seed, out LinearParameters[] hidden);

    /// <summary>Trains one more machine, on what those before it say of the digits; its error in the last epoch.</summary>
    private static double Add(Lab lab, Dataset<F1x28x28, Labels> digits, List<RestrictedBoltzmannMachine> machines)
    {
        var before = machines.ToArray();
        var machine = new RestrictedBoltzmannMachine(before.Length == 0 ? Side * Side : Width, Width, lab.Seed + before.Length);
        machines.Add(machine);
        using var loader = new DataLoader<F1x28x28, Labels>(digits, BatchSize, lab.Seed, dropLast: true);
        double error = 0;
        int epochs = lab.Epochs(15);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            var settings = new ContrastiveDivergence { LearningRate = 0.1, Momentum = epoch <= 5 ? 0.5 : 0.9 };
            error = 0;
            foreach (var batch in loader.Epoch(epoch, lab.Cancellation)) error += Through(before, batch.Input, seen => machine.TrainStep(seen, settings)) / loader.BatchCount;
            lab.Say(Invariant($"machine {machines.Count}, epoch {epoch}/{epochs}  error {error:0.0000}"));
        }

        return error;
    }

    /// <summary>What the machines make of a batch, one after the other, for a function to look at.</summary>
    private static T Through<T>(ReadOnlySpan<RestrictedBoltzmannMachine> machines, Tensor batch, Func<Tensor, T> look)
    {
        if (machines.IsEmpty) return look(batch);
        using var hidden = machines[0].Hidden(batch);
        return Through(machines[1..], hidden, look);
    }

    private static double Mean(Lab lab, Func<int, double> of) => Enumerable.Range(lab.Seed, lab.IsShort ? 1 : Draws).Average(of);

    /// <summary>The test accuracy in %, with the rate that does better on examples that are neither learned from nor tested on.</summary>
    private double Best(Lab lab, Dataset<F1x28x28, Labels> digits, Dataset<F1x28x28, Labels> tests, int draw, IReadOnlyList<RestrictedBoltzmannMachine> machines)
    {
        var (some, others) = digits.Split(0.5, draw);
        int perClass = lab.IsShort ? 50 : PerClass;
        var (few, chosenBy) = (some.PerClass(perClass, draw), others.PerClass(perClass, draw));
        return Rates.Select(rate => Learn(lab, rate, draw, few, chosenBy, tests, machines)).MaxBy(result => result.Chosen).Test;
    }

    private (double Chosen, double Test) Learn(
        Lab lab, double rate, int draw, Dataset<F1x28x28, Labels> few, Dataset<F1x28x28, Labels> chosenBy, Dataset<F1x28x28, Labels> tests, IReadOnlyList<RestrictedBoltzmannMachine> machines)
    {
        using var network = Make(draw, out var hidden);
        for (int i = 0; i < machines.Count; i++) machines[i].CopyTo(hidden[i]);
        using var optimizer = new Sgd(rate, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
        var options = new TrainerOptions { Epochs = lab.Epochs(100), BatchSize = 50, Seed = draw, Schedule = LearningRateSchedule.Cosine() };
        var trainer = Trainer.For(network, optimizer, options);
        trainer.Train(few, test: null, lab.Cancellation);
        var result = (100 * trainer.Evaluate(chosenBy, lab.Cancellation).Accuracy!.Value, 100 * trainer.Evaluate(tests, lab.Cancellation).Accuracy!.Value);
        lab.Say(Invariant($"draw {draw}, {(machines.Count > 0 ? "pre-trained" : "random weights")}, rate {rate}: {result.Item1:0.00} % of the examples to choose by, {result.Item2:0.00} % of the test's"));
        return result;
    }

    /// <summary>The weights of the first hundred hidden units as pictures in rows of ten, each from its least to its most.</summary>
    private static void Draw(Lab lab, RestrictedBoltzmannMachine machine)
    {
        float[][] units = [.. machine.Weight.ToArray<float>().Chunk(Side * Side).Take(Shown * Shown)];
        float[] grey = [.. units.SelectMany(weights => weights.Select(w => (w - weights.Min()) / (weights.Max() - weights.Min())))];
        lab.Draw("the weights of the first hidden units", "filters.png", grey, Side, Shown);
    }
}

internal sealed class BoltzmannMachine : Pretraining
{
    public override string Name => "rbm";

    public override string Subject =>
        "a restricted Boltzmann machine 784-500 on MNIST without labels, CD-1, 15 epochs; then 784-500-10 fine-tuned with 1,000 labels, against the same from random weights; the mean over 3 draws of the labels, "
        + "each way with the best of five rates on 1,000 other examples";

    protected override int Machines => 1;

    protected override Network<F1x28x28, F10, Labels> Make(int seed, out LinearParameters[] hidden)
    {
        var network = new OneHiddenLayer(seed);
        hidden = [network.Fc1];
        return network;
    }
}

internal sealed class DeepBelief : Pretraining
{
    public override string Name => "dbn";

    public override string Subject =>
        "a deep belief net 784-500-500, two restricted Boltzmann machines one on the other; then 784-500-500-10 fine-tuned with 1,000 labels and compared as in rbm";

    protected override int Machines => 2;

    protected override Network<F1x28x28, F10, Labels> Make(int seed, out LinearParameters[] hidden)
    {
        var network = new TwoHiddenLayers(seed);
        hidden = [network.Fc1, network.Fc2];
        return network;
    }
}
