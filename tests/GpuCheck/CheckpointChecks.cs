using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Tests.Networks;

namespace ModelDsl.GpuCheck;

/// <summary>What is saved on one device is loaded on the other, the optimiser's state too, and the training goes on from there.</summary>
internal static class CheckpointChecks
{
    private const string Group = "checkpoints between devices";

    public static void Run(Tally tally, Device device)
    {
        tally.Check(Group, $"saved on {device}, loaded on the cpu", () => Check(device, Device.Cpu));
        tally.Check(Group, $"saved on the cpu, loaded on {device}", () => Check(Device.Cpu, device));
        tally.Report(Group);
    }

    private static void Check(Device from, Device to)
    {
        string path = Path.Combine(Path.GetTempPath(), $"modeldsl-{Guid.NewGuid():n}.safetensors");
        try
        {
            using var exact = new ExactProducts();
            using var source = new LeNet5(seed: 1, device: from);
            using var target = new LeNet5(seed: 2, device: to);
            using var first = new Adam();
            using var second = new Adam();
            Step(source, first);
            source.Save(path, first);
            target.Load(path, second);
            Same(source, target, 0);
            // They come in the order of the first update, which a restored state does not have.
            var loaded = second.State.ToDictionary(entry => entry.Name, entry => entry.Value);
            Assert.Equal(first.State.Count, loaded.Count);
            foreach (var (name, value) in first.State) Assert.Equal(Elements(value), Elements(loaded[name]));
            Step(source, first);
            Step(target, second);
            Same(source, target, 1e-3);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Step(LeNet5 network, Optimizer optimizer)
    {
        using var input = Tensor<F1x28x28>.From(Digits.Pixels(16), network.Device);
        using var labels = Labels.From([.. Enumerable.Range(0, 16).Select(i => i % 10)], network.Device);
        network.TrainStep(input, labels, optimizer);
    }

    private static void Same(LeNet5 left, LeNet5 right, double allowed)
    {
        foreach (var (expected, actual) in left.Parameters.Zip(right.Parameters))
        {
            Assert.Equal(expected.Name, actual.Name);
            Assert.All(Elements(expected.Value).Zip(Elements(actual.Value)), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= allowed, $"{expected.Name}: {pair.First:R} and {pair.Second:R}"));
        }
    }

    private static double[] Elements(Tensor tensor)
    {
        using var doubles = tensor.To(ElementType.Float64);
        return doubles.ToArray<double>();
    }
}
