using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Tests.Networks;

namespace ModelDsl.GpuCheck;

/// <summary>Some steps of training on the device end at the weights that the CPU ends at, whichever way the device's updates go.</summary>
internal static class OptimizerChecks
{
    private const string Group = "training beside the CPU's";

    private const int Steps = 5;
    private const int Examples = 8;

    public static void Run(Tally tally, Device device)
    {
        foreach (var (name, make) in new (string, Func<Optimizer>)[]
        {
            ("SGD", () => new Sgd(0.1)),
            ("SGD with momentum", () => new Sgd(0.1, momentum: 0.9)),
            ("SGD with Nesterov's momentum and weight decay", () => new Sgd(0.1, momentum: 0.9, weightDecay: 0.01, nesterov: true)),
            ("Adam", () => new Adam(1e-2)),
            ("Adam with weight decay", () => new Adam(1e-2, weightDecay: 0.01)),
            ("LARS", () => new Lars(0.1)),
        })
        {
            tally.Check(Group, $"{name}, LeNet-5, float64", () => Compare(make, device, d => new LeNet5(device: d, elementType: ElementType.Float64)));
        }

        tally.Report(Group);
    }

    private static void Compare(Func<Optimizer> make, Device device, Func<Device, LeNet5> create)
    {
        var expected = Trained(make, create(Device.Cpu));
        var actual = Trained(make, create(device));
        foreach (var (name, values) in expected)
        {
            var others = actual[name];
            for (int i = 0; i < values.Length; i++)
                Assert.True(Math.Abs(values[i] - others[i]) <= 1e-8, $"{name}[{i}]: {values[i]:R} on the CPU, {others[i]:R} on {device}");
        }
    }

    private static Dictionary<string, double[]> Trained(Func<Optimizer> make, LeNet5 network)
    {
        using var owned = network;
        using var optimizer = make();
        using var pixels = Tensor<F1x28x28>.From(Digits.Pixels(Examples), network.Device);
        using var typed = pixels.To(network.ElementType);
        using var input = Tensor<F1x28x28>.Wrap(typed);
        using var labels = Labels.From([.. Enumerable.Range(0, Examples)], network.Device);
        for (int i = 0; i < Steps; i++) network.TrainStep(input, labels, optimizer);
        return network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.ToArray<double>());
    }
}
