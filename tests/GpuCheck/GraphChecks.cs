using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Capturing;
using ModelDsl.Runtime.Tests.Networks;

namespace ModelDsl.GpuCheck;

/// <summary>Steps that a GPU launches as graphs end where the same steps end that are queued one operation after the other.</summary>
internal static class GraphChecks
{
    private const string Group = "training by CUDA graphs";

    private const int Steps = 6;
    private const int Examples = 8;

    public static void Run(Tally tally, Device device)
    {
        // There is nothing to check on a CPU, where all is queued.
        if (device.Kind != DeviceKind.Cuda) return;
        tally.Check(Group, "LeNet-5, float64", () => Compare<LeNet5, F1x28x28, F10>(() => new(device: device, elementType: ElementType.Float64), 1e-9));
        tally.Check(Group, "LeNet-5, float32", () => Compare<LeNet5, F1x28x28, F10>(() => new(device: device), 1e-4));
        tally.Check(Group, "LeNet-5, bfloat16", () => Compare<LeNet5, F1x28x28, F10>(() => new(device: device) { Precision = Precision.BFloat16 }, 1e-2));
        tally.Check(Group, "dropout, float64", () => Compare<MnistMlp, F1x28x28, F10>(() => new(device: device, elementType: ElementType.Float64), 1e-9));
        tally.Check(Group, "batch normalisation, float64", () => Compare<CifarResNet20, F3x32x32, F10>(() => new(device: device, elementType: ElementType.Float64), 1e-9));
        tally.Check(Group, "a step that waits in its middle, dropout, float64", () => Compare<MnistMlp, F1x28x28, F10>(() => new(device: device, elementType: ElementType.Float64), 1e-9, waits: true));
        tally.Report(Group);
    }

    /// <param name="create">Makes the network.</param>
    /// <param name="tolerance">How far the numbers may differ.</param>
    /// <param name="waits">Whether the step reads from the GPU, which no capture can: all steps then run as they are, and dropout goes on drawing.</param>
    private static void Compare<TNetwork, TInput, TOutput>(Func<TNetwork> create, double tolerance, bool waits = false)
        where TNetwork : Network<TInput, TOutput, Labels>
        where TInput : IShape
        where TOutput : IShape
    {
        using var queued = create();
        using var launched = create();
        using var steps = new CapturedSteps(launched);
        using var first = new Sgd(0.05, momentum: 0.9);
        using var second = new Sgd(0.05, momentum: 0.9);
        for (int i = 0; i < Steps; i++)
        {
            // Other examples at other addresses, and another rate: neither may stick to what was captured.
            first.LearningRate = second.LearningRate = 0.05 / (1 + i);
            using var input = Input<TInput>(i, queued);
            using var labels = Labels.From([.. Enumerable.Range(i, Examples).Select(j => j % 10)], queued.Device);
            float expected = queued.TrainStep(input, labels, first);
            float actual = steps.TrainStep(
                optimizer =>
                {
                    float loss = launched.TrainStep(input, labels, optimizer);
                    if (waits) labels.ToArray<long>();
                    return loss;
                },
                second, input, labels);
            Assert.True(Math.Abs(expected - actual) <= tolerance * (1 + Math.Abs(expected)), $"step {i}: loss {expected:R}, by a graph {actual:R}");
        }

        int expectedLaunches = waits ? 0 : Steps - 1;
        Assert.True(steps.Reason is null != waits, waits ? "a step that waits was captured" : $"no step was captured: {steps.Reason}");
        Assert.True(steps.Launches == expectedLaunches, $"{steps.Launches} of {expectedLaunches} steps were launched");
        foreach (var (one, other) in queued.Parameters.Zip(launched.Parameters)) Compare(one.Name, one.Value, other.Value, tolerance);
        foreach (var (one, other) in queued.Buffers.Zip(launched.Buffers)) Compare(one.Name, one.Value, other.Value, tolerance);
    }

    private static void Compare(string name, Tensor expected, Tensor actual, double tolerance)
    {
        using var one = expected.To(ElementType.Float64);
        using var other = actual.To(ElementType.Float64);
        double[] numbers = one.ToArray<double>(), others = other.ToArray<double>();
        double largest = numbers.Max(Math.Abs);
        for (int i = 0; i < numbers.Length; i++)
            Assert.True(Math.Abs(numbers[i] - others[i]) <= tolerance * (1 + largest), $"{name}[{i}]: {numbers[i]:R}, by graphs {others[i]:R}");
    }

    private static Tensor<TInput> Input<TInput>(int seed, Network network) where TInput : IShape
    {
        var random = new Random(seed);
        int length = Examples;
        foreach (int size in TInput.Dimensions) length *= size;
        using var numbers = Tensor<TInput>.From([.. Enumerable.Range(0, length).Select(_ => random.NextSingle())], network.Device);
        return Tensor<TInput>.Wrap(numbers.To(network.ElementType));
    }
}
