using ModelDsl.Models;
using ModelDsl.Runtime;

namespace ModelDsl.Benchmarks;

/// <summary>
/// What can be measured. A round takes some tenths of a second at least, so that the clock and the switch between the sides cost nothing.
/// </summary>
internal static class Workloads
{
    private static readonly Workload[] All =
    [
        new NetworkWorkload<F1x28x28, F10>("lenet5", "LeNet-5", Task.Training, 128, 100, 21, 3, () => new LeNet5()),
        new NetworkWorkload<F1x28x28, F10>("lenet5", "LeNet-5", Task.Inference, 128, 200, 21, 3, () => new LeNet5()),
        new NetworkWorkload<F3x224x224, F1000>("alexnet", "AlexNet, one tower", Task.Training, 32, 1, 15, 3, () => new AlexNet()),
        new NetworkWorkload<F3x224x224, F1000>("alexnet", "AlexNet, one tower", Task.Inference, 32, 3, 15, 3, () => new AlexNet()),
        new NetworkWorkload<F3x224x224, F1000>("vgg-d", "VGG D", Task.Training, 8, 1, 9, 2, () => new VggD()),
        new NetworkWorkload<F3x224x224, F1000>("vgg-d", "VGG D", Task.Inference, 8, 1, 9, 2, () => new VggD()),
        new NetworkWorkload<F3x224x224, F1000>("resnet50", "ResNet-50", Task.Training, 16, 1, 11, 2, () => new ResNet50()),
        new NetworkWorkload<F3x224x224, F1000>("resnet50", "ResNet-50", Task.Inference, 16, 1, 11, 2, () => new ResNet50()),
    ];

    public static IEnumerable<string> Models => All.Select(workload => workload.Key).Distinct();

    /// <summary>Those of the models named; quick: few rounds, for a look and not for the record.</summary>
    public static IReadOnlyList<Workload> Of(IReadOnlyCollection<string> models, bool quick, Precision precision = Precision.Float32) =>
    [
        .. All.Where(workload => models.Contains(workload.Key))
            .Select(workload => workload with { Precision = precision })
            .Select(workload => quick ? workload with { Rounds = 5, WarmUps = 1 } : workload),
    ];
}
