namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>What is refused, and how the message says where.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class FailureTests : IDisposable
{
    private readonly Bench _network = new(name: "Net", layers: [new("conv2", "conv5-16", "models/net.net(4)", "16x1x1", 0, 0, 0)]);

    public void Dispose() => _network.Dispose();

    [Fact]
    public void an_operation_that_libtorch_refuses_names_network_layer_and_source()
    {
        var layer = new ConvolutionParameters(_network, "conv2", [16, 6, 5, 5], bias: true, Initialization.He);
        using var tensor = Numbers.Random([1, 3, 8, 8], ElementType.Float32, seed: 1);
        using var step = _network.Begin();
        var x = step.Input(tensor, "x");
        var error = Assert.Throws<LayerException>(() => step.Convolution(layer, x));
        Assert.StartsWith("Net.conv2 (models/net.net(4)): ", error.Message);
        Assert.Contains("[16, 6, 5, 5]", error.Message);
        Assert.Equal(("Net", "conv2", "models/net.net(4)"), (error.Network, error.Layer, error.Place));
        Assert.IsType<LibTorchException>(error.InnerException);
    }

    [Fact]
    public void a_layer_that_is_not_in_the_table_is_named_without_source()
    {
        using var tensor = Numbers.Random([1, 3, 2, 2], ElementType.Float32, seed: 1);
        using var step = _network.Begin();
        var x = step.Input(tensor, "x");
        var error = Assert.Throws<LayerException>(() => step.MaxPool("pool1", x, size: 3, stride: 1));
        Assert.StartsWith("Net.pool1: ", error.Message);
    }

    [Theory]
    [InlineData("convolution")]
    [InlineData("convolution backward")]
    [InlineData("linear")]
    [InlineData("linear backward")]
    [InlineData("maxpool")]
    [InlineData("maxpool backward")]
    [InlineData("avgpool")]
    [InlineData("avgpool backward")]
    [InlineData("gap")]
    [InlineData("gap backward")]
    [InlineData("bn")]
    [InlineData("bn inference")]
    [InlineData("bn backward")]
    [InlineData("bn backward, statistics")]
    [InlineData("lrn")]
    [InlineData("lrn backward")]
    [InlineData("dropout backward")]
    [InlineData("reshape")]
    [InlineData("activate backward")]
    [InlineData("softmax")]
    [InlineData("softmax backward")]
    [InlineData("cross-entropy")]
    [InlineData("bce")]
    [InlineData("mse")]
    [InlineData("add")]
    [InlineData("mae")]
    [InlineData("huber")]
    [InlineData("hinge")]
    [InlineData("kl")]
    [InlineData("contractive")]
    [InlineData("cross-entropy of a map")]
    [InlineData("cross-entropy, class weights")]
    [InlineData("nll")]
    [InlineData("nll of a map")]
    [InlineData("contrastive")]
    [InlineData("contrastive, what belongs together")]
    [InlineData("triplet")]
    [InlineData("supcon")]
    [InlineData("supcon, labels")]
    [InlineData("dice")]
    [InlineData("dice of labels")]
    [InlineData("log-softmax backward")]
    [InlineData("subtract")]
    [InlineData("multiply")]
    [InlineData("multiply, stretching the batch")]
    [InlineData("sum to")]
    [InlineData("concatenate")]
    [InlineData("concatenate backward")]
    [InlineData("expand to")]
    [InlineData("crop")]
    [InlineData("crop backward")]
    [InlineData("padded shortcut")]
    [InlineData("padded shortcut backward")]
    [InlineData("sample")]
    [InlineData("unit length backward")]
    public void every_operation_names_its_layer_when_shapes_disagree_and_leaves_nothing_behind(string operation)
    {
        var conv = new ConvolutionParameters(_network, "conv", [2, 3, 3, 3], bias: true, Initialization.He);
        var fc = new LinearParameters(_network, "fc", [2, 3], bias: true, Initialization.He);
        var bn = new BatchNormParameters(_network, "bn", 3);
        // The weights of classes, which stay the network's.
        _network.Constant([1, 2]);
        using var image = Numbers.Random([2, 5, 4, 4], ElementType.Float32, seed: 1);
        using var row = Numbers.Random([2, 7], ElementType.Float32, seed: 1);
        using var wide = Numbers.Random([2, 8], ElementType.Float32, seed: 1);
        using var vector = Numbers.Random([7], ElementType.Float32, seed: 1);
        using var channels = Numbers.Random([2, 12], ElementType.Float32, seed: 1);
        using var labels = Labels.From([1, 2]);
        // Once packed, a weight stays so.
        using (var step = _network.Begin())
        using (var three = Numbers.Random([2, 3], ElementType.Float32, seed: 1)) step.Linear(fc, step.Input(three, "three"));
        long before = MemoryCollection.Buffers();
        using (var step = _network.Begin())
        {
            var (x, r, w, v) = (step.Input(image, "x"), step.Input(row, "r"), step.Input(wide, "w"), step.Input(vector, "v"));
            var c = step.Activate("copy", step.Reshape("copy", step.Input(channels, "c"), 3, 2, 2), Activation.None);
            var l = step.Target(labels, r);
            Action act = operation switch
            {
                "convolution" => () => step.Convolution(conv, x, activation: Activation.Relu),
                "convolution backward" => () => step.ConvolutionBackward(conv, x, x, x, activation: Activation.Relu),
                "linear" => () => step.Linear(fc, r, Activation.Relu),
                "linear backward" => () => step.LinearBackward(fc, r, r, r, Activation.Relu),
                "maxpool" => () => step.MaxPoolWithIndices("layer", x, size: 5, stride: 1),
                "maxpool backward" => () => step.MaxPoolBackward("layer", x, x, 3, 3, size: 2, stride: 2),
                "avgpool" => () => step.AveragePool("layer", x, size: 5, stride: 1),
                "avgpool backward" => () => step.AveragePoolBackward("layer", x, 3, 3, size: 2, stride: 2),
                "gap" => () => step.GlobalAveragePool("layer", r),
                "gap backward" => () => step.GlobalAveragePoolBackward("layer", r, -1, 2),
                "bn" => () => step.BatchNorm(bn, x),
                "bn inference" => () => step.BatchNormInference(bn, x),
                "bn backward" => () => step.BatchNormBackward(bn, x, r, r, r, x, activation: Activation.Relu),
                "bn backward, statistics" => () => step.BatchNormBackward(bn, c, c, v, v),
                "lrn" => () => step.LocalResponseNorm("layer", r, 3, 1, 1, 1),
                "lrn backward" => () => step.LocalResponseNormBackward("layer", x, r, 3, 1, 1, 1),
                "dropout backward" => () => step.DropoutBackward("layer", r, w, 0.5),
                "reshape" => () => step.Reshape("layer", r, 3, 2),
                "activate backward" => () => step.ActivateBackward("layer", r, w, Activation.Tanh),
                "softmax" => () => step.Softmax("layer", v),
                "softmax backward" => () => step.SoftmaxBackward("layer", r, w),
                "cross-entropy" => () => step.SoftmaxCrossEntropy("layer", x, l),
                "bce" => () => step.SigmoidBinaryCrossEntropy("layer", r, w),
                "mse" => () => step.MeanSquaredError("layer", r, w),
                "mae" => () => step.MeanAbsoluteError("layer", r, w),
                "huber" => () => step.HuberLoss("layer", r, w),
                "hinge" => () => step.HingeLoss("layer", r, w),
                "kl" => () => step.GaussianDivergence("layer", r, w),
                "contractive" => () => step.ContractivePenalty(fc, r),
                "cross-entropy, class weights" => () => step.SoftmaxCrossEntropy("layer", r, l, [1, 2]),
                "nll" => () => step.NegativeLogLikelihood("layer", x, l),
                "nll of a map" => () => step.NegativeLogLikelihood("layer", c, l),
                "contrastive" => () => step.ContrastiveLoss("layer", r, w, r),
                "contrastive, what belongs together" => () => step.ContrastiveLoss("layer", r, r, r),
                "triplet" => () => step.TripletLoss("layer", r, r, w),
                "supcon" => () => step.SupervisedContrastiveLoss("layer", x, l),
                "supcon, labels" => () => step.SupervisedContrastiveLoss("layer", step.Reshape("layer", v, 1), l),
                "dice" => () => step.SoftDice("layer", x, c),
                "dice of labels" => () => step.SoftDice("layer", c, l),
                "log-softmax backward" => () => step.LogSoftmaxBackward("layer", r, w),
                "cross-entropy of a map" => () => step.SoftmaxCrossEntropy("layer", c, l),
                "subtract" => () => step.Subtract("layer", r, w),
                "multiply" => () => step.Multiply("layer", c, x),
                "multiply, stretching the batch" => () => step.Multiply("layer", step.Reshape("layer", v, 1), r),
                "sum to" => () => step.SumTo("layer", x, 1, 4, 2),
                "concatenate" => () => step.Concatenate("layer", 1, x, c),
                "expand to" => () => step.ExpandTo("layer", x, 6, 4, 4),
                "crop" => () => step.Crop("layer", x, 0, 2, 3),
                "crop backward" => () => step.CropBackward("layer", x, 1, 0, 4, 4),
                "padded shortcut" => () => step.PadShortcut("layer", x, 4),
                "padded shortcut backward" => () => step.PadShortcutBackward("layer", x, 3, 6, 6, 2),
                "sample" => () => step.Sample("layer", r, w),
                "unit length backward" => () => step.UnitLengthBackward("layer", r, w, r, 1),
                "concatenate backward" => () => step.ConcatenateBackward("layer", r, 1, 4, 4),
                _ => () => step.Add("layer", r, w),
            };
            var error = Assert.Throws<LayerException>(act);
            Assert.Contains(error.Layer, (string[])["conv", "fc", "bn", "layer"]);
        }

        Assert.Equal(before, Memory.Buffers);
    }

    [Fact]
    public void an_input_is_checked_for_life_type_and_examples()
    {
        var disposed = Numbers.Random([1, 2], ElementType.Float32, seed: 1);
        disposed.Dispose();
        using var doubles = Numbers.Random([1, 2], ElementType.Float64, seed: 1);
        using var none = Tensor.Zeros([0, 2]);
        using var step = _network.Begin();
        Assert.Throws<ObjectDisposedException>(() => step.Input(disposed, "image"));
        Assert.Throws<ArgumentNullException>("image", () => step.Input(null!, "image"));
        var type = Assert.Throws<ArgumentException>("image", () => step.Input(doubles, "image"));
        Assert.StartsWith("Net computes in Float32, but its image is Float64.", type.Message);
        var empty = Assert.Throws<ShapeMismatchException>(() => step.Input(none, "image"));
        Assert.Equal("Net.image: expected at least one example, given [0, 2]", empty.Message);
    }

    [Fact]
    public void a_target_has_as_many_examples_as_the_input()
    {
        using var tensor = Numbers.Random([3, 2], ElementType.Float32, seed: 1);
        using var labels = Labels.From([0, 1]);
        using var doubles = Numbers.Random([3, 2], ElementType.Float64, seed: 1);
        using var step = _network.Begin();
        var x = step.Input(tensor, "input");
        var error = Assert.Throws<ShapeMismatchException>(() => step.Target(labels, x));
        Assert.Equal("Net.target: expected 3 examples, as the input has, given [2]", error.Message);
        Assert.Throws<ArgumentException>("target", () => step.Target(doubles, x));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void a_dropout_probability_outside_0_to_1_is_an_error_of_the_layer(double probability)
    {
        using var tensor = Numbers.Random([3, 2], ElementType.Float32, seed: 1);
        using var step = _network.Begin();
        var x = step.Input(tensor, "input");
        Assert.Equal("drop1", Assert.Throws<LayerException>(() => step.Dropout("drop1", x, probability)).Layer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-3)]
    public void a_neighbourhood_without_a_middle_is_an_error_of_the_layer(int size)
    {
        using var tensor = Numbers.Random([1, 3, 2, 2], ElementType.Float32, seed: 1);
        using var step = _network.Begin();
        var x = step.Input(tensor, "input");
        Assert.Equal("lrn1", Assert.Throws<LayerException>(() => step.LocalResponseNorm("lrn1", x, size, 1, 1, 1)).Layer);
    }

    [Fact]
    public void batch_norm_of_one_value_per_channel_is_an_error_of_the_layer()
    {
        var layer = new BatchNormParameters(_network, "bn1", 3);
        using var tensor = Numbers.Random([1, 3, 1, 1], ElementType.Float32, seed: 1);
        using var step = _network.Begin();
        var x = step.Input(tensor, "input");
        Assert.Equal("bn1", Assert.Throws<LayerException>(() => step.BatchNorm(layer, x)).Layer);
        Assert.Equal([0, 0, 0], layer.RunningMean.Value.ToArray<float>());
    }

    [Fact]
    public void a_label_out_of_range_is_an_error_that_names_it()
    {
        using var tensor = Numbers.Random([2, 5], ElementType.Float32, seed: 1);
        using var labels = Labels.From([4, 5]);
        using var step = _network.Begin();
        var x = step.Input(tensor, "input");
        var target = step.Target(labels, x);
        var error = Assert.Throws<LayerException>(() => step.SoftmaxCrossEntropy("softmax", x, target));
        Assert.Contains("5", error.Message);
    }

    [Fact]
    public void activations_without_a_gradient_from_their_output_work_forward_only()
    {
        using var tensor = Tensor.From<float>([-1, 2], [1, 2]);
        using var step = _network.Begin();
        var x = step.Input(tensor, "input");
        foreach (var activation in (Activation[])[Activation.Leaky(-0.5), Activation.Elu(-1), Activation.Threshold(0.5, 20)])
        {
            Assert.False(activation.HasGradient);
            var y = step.Activate("act", x, activation);
            var error = Assert.Throws<LayerException>(() => step.ActivateBackward("act", x, y, activation));
            Assert.Contains(activation.ToString(), error.Message);
        }
    }

    [Fact]
    public void a_fused_backward_pass_without_the_output_is_an_error()
    {
        var layer = new LinearParameters(_network, "fc", [2, 2], bias: true, Initialization.He);
        using var tensor = Tensor.From<float>([-1, 2], [1, 2]);
        using var step = _network.Begin();
        var x = step.Input(tensor, "input");
        var error = Assert.Throws<LayerException>(() => step.LinearBackward(layer, x, x, activation: Activation.Relu));
        Assert.Contains("output", error.Message);
    }

    [Fact]
    public void an_activations_numbers_must_be_finite()
    {
        Assert.Throws<ArgumentOutOfRangeException>("slope", () => Activation.Leaky(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => Activation.Elu(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => Activation.Threshold(0, double.NaN));
    }
}
