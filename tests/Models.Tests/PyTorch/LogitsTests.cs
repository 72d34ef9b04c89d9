using ModelDsl.Runtime;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>Compiled networks with PyTorch's weights, loaded by their order, give what PyTorch gives.</summary>
public sealed class LogitsTests(ITestOutputHelper log)
{
    [PyTorchFact]
    public void vgg_a_gives_the_logits_of_pytorchs_vgg11() => Compare<VggA, F3x224x224, F1000>("vgg11", (n, x) => n.Logits(x));

    [PyTorchFact]
    public void vgg_b_gives_the_logits_of_pytorchs_vgg13() => Compare<VggB, F3x224x224, F1000>("vgg13", (n, x) => n.Logits(x));

    [PyTorchFact]
    public void vgg_d_gives_the_logits_of_pytorchs_vgg16() => Compare<VggD, F3x224x224, F1000>("vgg16", (n, x) => n.Logits(x));

    [PyTorchFact]
    public void vgg_e_gives_the_logits_of_pytorchs_vgg19() => Compare<VggE, F3x224x224, F1000>("vgg19", (n, x) => n.Logits(x));

    [PyTorchFact]
    public void alexnet_gives_the_logits_of_pytorchs_alexnet() => Compare<AlexNet, F3x224x224, F1000>("alexnet", (n, x) => n.Logits(x));

    [PyTorchFact]
    public void the_two_towers_of_alexnet_2012_are_pytorchs_groups_and_its_normalisation_pytorchs() =>
        Compare<AlexNet2012, F3x227x227, F1000>("alexnet2012", (n, x) => n.Logits(x));

    [PyTorchFact]
    public void lenet5_gives_pytorchs_logits() => Compare<LeNet5, F1x28x28, F10>("lenet5", (n, x) => n.Logits(x));

    private void Compare<TNetwork, TInput, TOutput>(string model, Func<TNetwork, Tensor<TInput>, Tensor<TOutput>> logits)
        where TNetwork : Network<TInput, TOutput>
        where TInput : IShape
        where TOutput : IShape
    {
        using var oracle = new Oracle(model, "--batch", "2");
        using var network = (TNetwork)Activator.CreateInstance(typeof(TNetwork), 0, null, ElementType.Float32)!;
        network.LoadByOrder(oracle.Path, "weights/");
        using var input = oracle.Read("input");
        using var typed = Tensor<TInput>.Wrap(input);
        using var expected = oracle.Read("logits");
        using var actual = logits(network, typed);
        var error = Difference.Relative(expected, actual);
        log.WriteLine(FormattableString.Invariant($"{model}: relative error of the logits {error:e1}"));
        Assert.True(error <= 1e-4, FormattableString.Invariant($"{model}: relative error of the logits {error:e2}"));

        using var probabilities = network.Predict(typed);
        Assert.Equal(Classes(expected), Classes(probabilities));
        Memory.Trim();
    }

    private static long[] Classes(Tensor scores)
    {
        using var classes = new Tensor(scores.Dispatcher, scores.Dispatcher.Aten.Argmax(scores.Handle, 1));
        return classes.ToArray<long>();
    }
}
