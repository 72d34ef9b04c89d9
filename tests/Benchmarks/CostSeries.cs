using ModelDsl.Models;

namespace ModelDsl.Benchmarks;

/// <summary>The same task of larger and larger batches, or of deeper and deeper networks.</summary>
internal sealed record CostSeries(string Title, IReadOnlyList<(int X, Workload Workload)> Points)
{
    private const int DepthBatch = 16;

    private static readonly int[] Batches = [1, 2, 4, 8, 16, 32, 64];

    public static IEnumerable<CostSeries> All => new[] { Task.Training, Task.Inference }.SelectMany(task => new[]
    {
        OverBatches("ResNet-18", task, batch => Large("resnet18", task, batch, () => new ResNet18())),
        OverBatches("AlexNet", task, batch => Large("alexnet", task, batch, () => new AlexNet())),
        new CostSeries($"CIFAR ResNet of so many layers, {Name(task)}, batch {DepthBatch}",
        [
            (20, Small("resnet20", task, () => new CifarResNet20())),
            (56, Small("resnet56", task, () => new CifarResNet56())),
            (110, Small("resnet110", task, () => new CifarResNet110())),
            (1202, Small("resnet1202", task, () => new CifarResNet1202())),
        ]),
    });

    private static CostSeries OverBatches(string model, Task task, Func<int, Workload> workload) =>
        new($"{model}, {Name(task)}, batch", [.. Batches.Select(batch => (batch, workload(batch)))]);

    private static Workload Large(string key, Task task, int batch, Func<Runtime.Network<F3x224x224, F1000, Runtime.Labels>> create) =>
        new NetworkWorkload<F3x224x224, F1000>(key, key, task, batch, 1, 1, 0, create);

    private static Workload Small(string key, Task task, Func<Runtime.Network<F3x32x32, F10, Runtime.Labels>> create) =>
        new NetworkWorkload<F3x32x32, F10>(key, key, task, DepthBatch, 1, 1, 0, create);

    private static string Name(Task task) => task == Task.Training ? "training step" : "inference";
}
