using ModelDsl.Runtime;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>Compiled networks learn as PyTorch's: from the same weights and batch the same losses, gradients and weights after some steps of SGD.</summary>
public sealed class TrainingTests(ITestOutputHelper log)
{
    private const double LearningRate = 0.01;
    private const double Momentum = 0.9;
    private const double WeightDecay = 5e-4;

    // Operation by operation: in blocks Winograd's algorithm puts some elements on the other side of a ReLU, which ParityTests bounds.
    [PyTorchFact]
    public void alexnet_trains_as_pytorchs() =>
        Compare<Nets.AlexNetWithoutDropout, Nets.F3x224x224, Nets.F1000>("alexnet", ElementType.Float32, steps: 2, allowed: 1e-4, usesBlocks: false);

    [PyTorchFact]
    public void lenet5_trains_as_pytorchs() => Compare<LeNet5, F1x28x28, F10>("lenet5", ElementType.Float32, steps: 5, allowed: 1e-4);

    [PyTorchFact]
    public void lenet5_trains_as_pytorchs_in_float64() => Compare<LeNet5, F1x28x28, F10>("lenet5", ElementType.Float64, steps: 5, allowed: 1e-10);

    private void Compare<TNetwork, TInput, TOutput>(string model, ElementType type, int steps, double allowed, bool usesBlocks = true)
        where TNetwork : Network<TInput, TOutput, Labels>
        where TInput : IShape
        where TOutput : IShape
    {
        using var oracle = new Oracle(Arguments(model, type, steps));
        using var network = (TNetwork)Activator.CreateInstance(typeof(TNetwork), 0, null, type)!;
        network.UsesBlocks = usesBlocks;
        network.LoadByOrder(oracle.Path, "weights/");
        using var input = oracle.Read("input");
        using var typed = Tensor<TInput>.Wrap(input);
        using var classes = oracle.Read("labels");
        using var labels = Labels.From(classes.ToArray<long>());
        var errors = new Passes.Errors(model, allowed);

        var gradients = network.Parameters.Zip(oracle.Names("grads/")).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        using var sgd = new Sgd(LearningRate, Momentum, weightDecay: WeightDecay);
        using var watched = new Watched(sgd, (parameter, gradient, update) =>
        {
            using (var expected = oracle.Read(gradients[parameter.Name])) errors.Check("gradient", parameter.Name, expected, gradient);
            update();
        });
        using var losses = oracle.Read("losses");
        using var wide = losses.To(ElementType.Float32);
        var expectedLosses = wide.ToArray<float>();
        for (var step = 0; step < steps; step++)
        {
            var loss = network.TrainStep(typed, labels, step == 0 ? watched : sgd);
            errors.CheckLoss($"of step {step}", expectedLosses[step], loss);
        }

        CompareWeights(oracle, network, errors);
        errors.Log(log.WriteLine);
        Memory.Trim();
    }

    private static string[] Arguments(string model, ElementType type, int steps)
    {
        FormattableString numbers = $"--batch 4 --steps {steps} --lr {LearningRate} --momentum {Momentum} --weight-decay {WeightDecay}";
        return [model, .. FormattableString.Invariant(numbers).Split(' '), .. type == ElementType.Float64 ? ["--double"] : Array.Empty<string>()];
    }

    /// <summary>The way the weights have gone, not the weights, which hardly move: what is small beside them would not show.</summary>
    private static void CompareWeights(Oracle oracle, Network network, Passes.Errors errors)
    {
        var names = network.Parameters.Zip(oracle.Names("weights/"), oracle.Names("after/"));
        foreach (var (parameter, before, after) in names)
        {
            using var start = oracle.Read(before);
            using var expected = oracle.Read(after);
            using var moved = parameter.Value.Clone();
            var aten = start.Dispatcher.Aten;
            aten.SubInPlace(expected.Handle, start.Handle);
            aten.SubInPlace(moved.Handle, start.Handle);
            errors.Check("way of the weights", parameter.Name, expected, moved);
        }
    }
}
