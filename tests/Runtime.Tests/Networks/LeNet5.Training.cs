namespace ModelDsl.Runtime.Tests.Networks;

internal sealed partial class LeNet5
{
    private static readonly int[] Pooled = [16, 5, 5];

    public override float TrainStep(Tensor<F1x28x28> input, Labels target, Optimizer optimizer)
    {
        using var step = Begin();
        var x = step.Input(input, "input");
        var labels = step.Target(target, x);
        var conv1 = step.Convolution(Conv1, x, pad: 2, activation: Activation.Relu);
        var (maxpool1, maxpool1At) = step.MaxPoolWithIndices("maxpool1", conv1, size: 2, stride: 2);
        var conv2 = step.Convolution(Conv2, maxpool1, activation: Activation.Relu);
        var (maxpool2, maxpool2At) = step.MaxPoolWithIndices("maxpool2", conv2, size: 2, stride: 2);
        var flatten = step.Flatten("fc1", maxpool2);
        step.Release(maxpool2);
        var fc1 = step.Linear(Fc1, flatten, Activation.Relu);
        var fc2 = step.Linear(Fc2, fc1, Activation.Relu);
        var fc3 = step.Linear(Fc3, fc2);

        var (loss, dFc3) = step.SoftmaxCrossEntropy("softmax", fc3, labels);
        step.Release(fc3);

        var (dFc2, dFc3Weight, dFc3Bias) = step.LinearBackward(Fc3, dFc3, fc2);
        step.Release(dFc3);
        step.Update(optimizer, Fc3.Weight, dFc3Weight);
        step.Update(optimizer, Fc3.Bias!, dFc3Bias);
        var (dFc1, dFc2Weight, dFc2Bias) = step.LinearBackward(Fc2, dFc2, fc1, fc2, Activation.Relu);
        step.Release(dFc2, fc2);
        step.Update(optimizer, Fc2.Weight, dFc2Weight);
        step.Update(optimizer, Fc2.Bias!, dFc2Bias);
        var (dFlatten, dFc1Weight, dFc1Bias) = step.LinearBackward(Fc1, dFc1, flatten, fc1, Activation.Relu);
        step.Release(dFc1, flatten, fc1);
        step.Update(optimizer, Fc1.Weight, dFc1Weight);
        step.Update(optimizer, Fc1.Bias!, dFc1Bias);
        var dMaxpool2 = step.Reshape("fc1", dFlatten, Pooled);
        step.Release(dFlatten);
        var dConv2 = step.MaxPoolBackward("maxpool2", dMaxpool2, maxpool2At, 10, 10, size: 2, stride: 2);
        step.Release(dMaxpool2, maxpool2At);
        var (dMaxpool1, dConv2Weight, dConv2Bias) = step.ConvolutionBackward(Conv2, dConv2, maxpool1, conv2, activation: Activation.Relu);
        step.Release(dConv2, maxpool1, conv2);
        step.Update(optimizer, Conv2.Weight, dConv2Weight);
        step.Update(optimizer, Conv2.Bias!, dConv2Bias);
        var dConv1 = step.MaxPoolBackward("maxpool1", dMaxpool1, maxpool1At, 28, 28, size: 2, stride: 2);
        step.Release(dMaxpool1, maxpool1At);
        var (_, dConv1Weight, dConv1Bias) = step.ConvolutionBackward(
            Conv1, dConv1, x, conv1, pad: 2, activation: Activation.Relu, inputGradient: false);
        step.Release(dConv1, conv1);
        step.Update(optimizer, Conv1.Weight, dConv1Weight);
        step.Update(optimizer, Conv1.Bias!, dConv1Bias);
        return step.Read(loss);
    }

    /// <summary>The logits, and what <see cref="Backward"/> needs.</summary>
    public Activations Forward(Tensor<F1x28x28> input)
    {
        using var step = Begin();
        var x = step.Input(input, "input");
        var conv1 = step.Convolution(Conv1, x, pad: 2, activation: Activation.Relu);
        var (maxpool1, maxpool1At) = step.MaxPoolWithIndices("maxpool1", conv1, size: 2, stride: 2);
        var conv2 = step.Convolution(Conv2, maxpool1, activation: Activation.Relu);
        var (maxpool2, maxpool2At) = step.MaxPoolWithIndices("maxpool2", conv2, size: 2, stride: 2);
        var flatten = step.Flatten("fc1", maxpool2);
        step.Release(maxpool2);
        var fc1 = step.Linear(Fc1, flatten, Activation.Relu);
        var fc2 = step.Linear(Fc2, fc1, Activation.Relu);
        var fc3 = step.Linear(Fc3, fc2);
        x = step.Share(x);
        return new Activations(step.Detach(), step.Return<F10>(fc3))
        {
            X = x,
            Conv1 = conv1,
            Maxpool1 = maxpool1,
            Maxpool1At = maxpool1At,
            Conv2 = conv2,
            Maxpool2At = maxpool2At,
            Flatten = flatten,
            Fc1 = fc1,
            Fc2 = fc2,
        };
    }

    public Tensor<F1x28x28> Backward(Activations activations, Tensor<F10> gradient)
    {
        using var step = activations.Resume();
        var dFc3 = step.Input(gradient, "gradient");
        var (dFc2, dFc3Weight, dFc3Bias) = step.LinearBackward(Fc3, dFc3, activations.Fc2);
        step.Accumulate(Fc3.Weight, dFc3Weight);
        step.Accumulate(Fc3.Bias!, dFc3Bias);
        var (dFc1, dFc2Weight, dFc2Bias) = step.LinearBackward(Fc2, dFc2, activations.Fc1, activations.Fc2, Activation.Relu);
        step.Release(dFc2, activations.Fc2);
        step.Accumulate(Fc2.Weight, dFc2Weight);
        step.Accumulate(Fc2.Bias!, dFc2Bias);
        var (dFlatten, dFc1Weight, dFc1Bias) = step.LinearBackward(Fc1, dFc1, activations.Flatten, activations.Fc1, Activation.Relu);
        step.Release(dFc1, activations.Flatten, activations.Fc1);
        step.Accumulate(Fc1.Weight, dFc1Weight);
        step.Accumulate(Fc1.Bias!, dFc1Bias);
        var dMaxpool2 = step.Reshape("fc1", dFlatten, Pooled);
        step.Release(dFlatten);
        var dConv2 = step.MaxPoolBackward("maxpool2", dMaxpool2, activations.Maxpool2At, 10, 10, size: 2, stride: 2);
        step.Release(dMaxpool2, activations.Maxpool2At);
        var (dMaxpool1, dConv2Weight, dConv2Bias) = step.ConvolutionBackward(
            Conv2, dConv2, activations.Maxpool1, activations.Conv2, activation: Activation.Relu);
        step.Release(dConv2, activations.Maxpool1, activations.Conv2);
        step.Accumulate(Conv2.Weight, dConv2Weight);
        step.Accumulate(Conv2.Bias!, dConv2Bias);
        var dConv1 = step.MaxPoolBackward("maxpool1", dMaxpool1, activations.Maxpool1At, 28, 28, size: 2, stride: 2);
        step.Release(dMaxpool1, activations.Maxpool1At);
        var (dInput, dConv1Weight, dConv1Bias) = step.ConvolutionBackward(
            Conv1, dConv1, activations.X, activations.Conv1, pad: 2, activation: Activation.Relu);
        step.Release(dConv1, activations.X, activations.Conv1);
        step.Accumulate(Conv1.Weight, dConv1Weight);
        step.Accumulate(Conv1.Bias!, dConv1Bias);
        return step.Return<F1x28x28>(dInput);
    }

    internal sealed class Activations : ForwardState<F10>
    {
        internal Activations(Step step, Tensor<F10> output)
            : base(step, output)
        {
        }

        internal Value X, Conv1, Maxpool1, Maxpool1At, Conv2, Maxpool2At, Flatten, Fc1, Fc2;
    }
}
