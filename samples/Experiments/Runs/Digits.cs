using ModelDsl.Runtime;
using ModelDsl.Runtime.Training;
using Library = ModelDsl.Models;

namespace Experiments.Runs;

internal sealed class MnistPerceptron : Experiment
{
    public override string Name => "mnist-mlp";

    public override string Subject => "a perceptron 784-128-10 on MNIST, 5 epochs of Adam";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new Library.MnistMlp(lab.Seed);
        using var optimizer = new Adam(2e-3);
        var (train, test) = lab.MnistAs<Library.F1x28x28>();
        var options = new TrainerOptions { Epochs = lab.Epochs(5), BatchSize = 128, Schedule = LearningRateSchedule.Cosine() };
        var history = lab.Train(network, optimizer, options, train, test);
        return [new("test accuracy", 100 * history.Epochs[^1].TestAccuracy!.Value, "%", Least: 97.5)];
    }
}

internal sealed class Lenet : Experiment
{
    public override string Name => "lenet5";

    public override string Subject => "LeNet-5 on MNIST, 10 epochs of SGD with momentum";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new Library.LeNet5(lab.Seed);
        using var optimizer = new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
        var (train, test) = lab.MnistAs<Library.F1x28x28>();
        var options = new TrainerOptions { Epochs = lab.Epochs(10), BatchSize = 128, Schedule = LearningRateSchedule.Cosine() };
        var history = lab.Train(network, optimizer, options, train, test);
        return [new("test accuracy", 100 * history.Epochs[^1].TestAccuracy!.Value, "%", Least: 99)];
    }
}

internal sealed class Clothes : Experiment
{
    public override string Name => "fashion";

    public override string Subject => "six 3x3 convolutions in the manner of VGG on Fashion-MNIST, 12 epochs";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var network = new FashionVgg(lab.Seed);
        using var optimizer = new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
        var (train, test) = lab.FashionAs<F1x28x28>();
        var options = new TrainerOptions { Epochs = lab.Epochs(12), BatchSize = 128, Schedule = LearningRateSchedule.OneCycle() };
        var history = lab.Train(network, optimizer, options, train, test);
        return [new("test accuracy", 100 * history.Epochs[^1].TestAccuracy!.Value, "%", Least: 92.5)];
    }
}
