using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Tests.Networks;
using ModelDsl.Runtime.Training;

namespace ModelDsl.GpuCheck;

/// <summary>LeNet-5 learns digits on the device, through the trainer and its data loader, to an accuracy that it has on the CPU too.</summary>
internal static class LearningCheck
{
    private const string Group = "LeNet-5 learns";

    private const int Examples = 4_000;
    private const int Unseen = 1_000;

    public static void Run(Tally tally, Device device, string? mnist)
    {
        foreach (var precision in new[] { Precision.Float32, Precision.BFloat16 })
        {
            tally.Check(Group, $"generated digits, {precision}", () => Learn(device, Generated(Examples, seed: 1), Generated(Unseen, seed: 2), precision, floor: 0.98));
            if (mnist is null) continue;
            tally.Check(Group, $"MNIST, {precision}", () =>
            {
                var digits = Mnist.Load(mnist);
                Learn(device, digits.Train.As<F1x28x28>(), digits.Test.As<F1x28x28>(), precision, floor: 0.97);
            });
        }

        tally.Report(Group);
    }

    private static void Learn(Device device, Dataset<F1x28x28, Labels> train, Dataset<F1x28x28, Labels> test, Precision precision, double floor)
    {
        using var network = new LeNet5(device: device) { Precision = precision };
        // From five times that on it depends on the start whether it learns.
        using var sgd = new Sgd(0.01, momentum: 0.9);
        var history = Trainer.For(network, sgd, new TrainerOptions { Epochs = 2, BatchSize = 64, TrainingSample = 1_000 }).Train(train, test);
        var (first, last) = (history.Epochs[0], history.Epochs[^1]);
        Assert.True(last.TestAccuracy >= floor, $"accuracy {last.TestAccuracy:0.0000} on examples not learned from, expected {floor} or more; losses {first.TrainLoss:0.000}, {last.TrainLoss:0.000}");
    }

    private static Dataset<F1x28x28, Labels> Generated(int count, int seed) => new(
        Runtime.Data.Examples.Floats<F1x28x28>(Digits.Pixels(count, seed)),
        Runtime.Data.Examples.Labels([.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))], classes: 10));
}
