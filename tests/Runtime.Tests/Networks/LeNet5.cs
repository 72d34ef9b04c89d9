namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>LeNet-5 as the compiler writes it, by hand: what the runtime's tests of whole networks run.</summary>
internal sealed partial class LeNet5 : Network<F1x28x28, F10, Labels>, IDifferentiable<F1x28x28, F10, LeNet5.Activations>
{
    private static readonly LayerInfo[] Table =
    [
        new("conv1", "conv5-6", "models/lenet5.net(3)", "6x28x28", 156, 117_600, 18_816, "input"),
        new("maxpool1", "maxpool", "models/lenet5.net(3)", "6x14x14", 0, 0, 4_704, "conv1"),
        new("conv2", "conv5-16(valid)", "models/lenet5.net(3)", "16x10x10", 2_416, 240_000, 6_400, "maxpool1"),
        new("maxpool2", "maxpool", "models/lenet5.net(3)", "16x5x5", 0, 0, 1_600, "conv2"),
        new("fc1", "fc-120", "models/lenet5.net(3)", "120", 48_120, 48_000, 480, "maxpool2"),
        new("fc2", "fc-84", "models/lenet5.net(3)", "84", 10_164, 10_080, 336, "fc1"),
        new("fc3", "fc-10", "models/lenet5.net(3)", "10", 850, 840, 40, "fc2"),
        new("softmax", "softmax", "models/lenet5.net(3)", "10", 0, 0, 40, "fc3"),
    ];

    public LeNet5(int seed = 0, Device? device = null, ElementType elementType = ElementType.Float32)
        : base("LeNet5", Table, seed, device, elementType)
    {
        Conv1 = new ConvolutionParameters(this, "conv1", weight: [6, 1, 5, 5], bias: true, Initialization.He);
        Conv2 = new ConvolutionParameters(this, "conv2", weight: [16, 6, 5, 5], bias: true, Initialization.He);
        Fc1 = new LinearParameters(this, "fc1", weight: [120, 400], bias: true, Initialization.He);
        Fc2 = new LinearParameters(this, "fc2", weight: [84, 120], bias: true, Initialization.He);
        Fc3 = new LinearParameters(this, "fc3", weight: [10, 84], bias: true, Initialization.He);
    }

    public ConvolutionParameters Conv1 { get; }

    public ConvolutionParameters Conv2 { get; }

    public LinearParameters Fc1 { get; }

    public LinearParameters Fc2 { get; }

    public LinearParameters Fc3 { get; }

    public override Tensor<F10> Predict(Tensor<F1x28x28> input)
    {
        using var step = Begin();
        var fc3 = Logits(step, step.Input(input, "input"));
        var softmax = step.Softmax("softmax", fc3);
        step.Release(fc3);
        return step.Return<F10>(softmax);
    }

    public override float Evaluate(Tensor<F1x28x28> input, Labels target, out Tensor<F10> output)
    {
        using var step = Begin();
        var x = step.Input(input, "input");
        var labels = step.Target(target, x);
        var fc3 = Logits(step, x);
        var softmax = step.Softmax("softmax", fc3);
        var (loss, dFc3) = step.SoftmaxCrossEntropy("softmax", fc3, labels);
        step.Release(fc3, dFc3);
        float result = step.Read(loss);
        output = step.Return<F10>(softmax);
        return result;
    }

    private Value Logits(Step step, Value x)
    {
        var conv1 = step.Convolution(Conv1, x, pad: 2, activation: Activation.Relu);
        var maxpool1 = step.MaxPool("maxpool1", conv1, size: 2, stride: 2);
        step.Release(conv1);
        var conv2 = step.Convolution(Conv2, maxpool1, activation: Activation.Relu);
        step.Release(maxpool1);
        var maxpool2 = step.MaxPool("maxpool2", conv2, size: 2, stride: 2);
        step.Release(conv2);
        var flatten = step.Flatten("fc1", maxpool2);
        step.Release(maxpool2);
        var fc1 = step.Linear(Fc1, flatten, Activation.Relu);
        step.Release(flatten);
        var fc2 = step.Linear(Fc2, fc1, Activation.Relu);
        step.Release(fc1);
        var fc3 = step.Linear(Fc3, fc2);
        step.Release(fc2);
        return fc3;
    }
}
