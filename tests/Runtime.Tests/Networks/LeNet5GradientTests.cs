using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.Tests.Gradients;

namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>A whole network's compiled backward pass against libtorch's autograd.</summary>
public sealed class LeNet5GradientTests
{
    [Fact]
    public void the_gradients_of_input_and_parameters_equal_autograds()
    {
        using var network = new LeNet5(seed: 2);
        using var images = Digits.Images(5);
        using var labels = Digits.Labels(5);
        using var one = Tensor.From<float>([1], []);
        using var tape = new Tape([images], network.Parameters.Select(parameter => parameter.Value), labels.Handle);
        var expected = tape.Run(
            t => t[t.Aten.NllLossForward(t[t.Aten.LogSoftmax(Logits(t), 1)], t.Constant, 0, Reduction.Mean, -100).Output], one);

        using var state = network.Forward(images);
        using var gradient = LeNet5Tests.CrossEntropyGradient(network, state.Output, labels);
        using var inputGradient = network.Backward(state, gradient);
        Numbers.AssertClose(expected.Gradients[0], Numbers.ToDoubles(inputGradient), 1e-4, "input");
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            var parameter = network.Parameters[i];
            Numbers.AssertClose(expected.Gradients[1 + i], Numbers.ToDoubles(parameter.Gradient!), 1e-4, parameter.Name);
        }

        Assert.Equal(expected.Output[0], network.Evaluate(images, labels, out var output), 1e-5);
        output.Dispose();
    }

    private static nint Logits(Tape t)
    {
        nint Convolution(nint x, int layer, int pad) => t[t.Aten.Relu(t[t.Aten.Convolution(
            x, t.Parameter(2 * layer), t.Parameter(2 * layer + 1), [1, 1], [pad, pad], [1, 1], false, [0, 0], 1)])];
        nint Pool(nint x) => t[t.Aten.MaxPool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], false)];
        nint Linear(nint x, int layer) => t[t.Aten.Linear(x, t.Parameter(2 * layer), t.Parameter(2 * layer + 1))];

        nint pooled = Pool(Convolution(Pool(Convolution(t.X, 0, 2)), 1, 0));
        nint fc1 = t[t.Aten.Relu(Linear(t[t.Aten.Reshape(pooled, [5, 400])], 2))];
        return Linear(t[t.Aten.Relu(Linear(fc1, 3))], 4);
    }
}
