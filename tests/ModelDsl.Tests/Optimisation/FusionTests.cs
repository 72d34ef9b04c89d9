using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Tests.Optimisation;

/// <summary>What is one operation in the runtime is one line of a training step.</summary>
public sealed class FusionTests
{
    private static string[] Operations(string body) => Passes.Of(Models.Good(body)).TrainStep.Steps.Select(s => s.Node.Op.Method).ToArray();

    [Fact]
    public void conv_bias_and_relu_are_one_forward_and_one_backward() =>
        Assert.Equal(["Convolution", "MeanSquaredError", "ConvolutionBackward", "Update", "Update"], Operations("input 8x8 gray\nconv3-2 -> relu"));

    [Theory]
    [InlineData("conv5-6 -> maxpool")]
    [InlineData("conv3-8(valid) -> maxpool2/2")]
    public void a_convolution_of_few_channels_and_its_pooling_are_one_forward_and_one_backward(string layers) => Assert.Equal(
        ["ConvolutionMaxPoolWithIndices", "MeanSquaredError", "ConvolutionMaxPoolBackward", "Update", "Update"],
        Operations("input 12x12 gray\n" + layers));

    [Fact]
    public void so_are_one_that_makes_a_block_of_a_map_that_is_no_image_and_its_pooling() =>
        Assert.Equal(2, Operations("input 12x12 gray\nconv3-8 -> conv3-16 -> maxpool -> fc-2").Count(m => m is "ConvolutionMaxPoolWithIndices" or "ConvolutionMaxPoolBackward"));

    [Theory]
    [InlineData("conv3-6 -> maxpool3/2")]
    [InlineData("conv3-6 -> maxpool(ceil)")]
    [InlineData("conv3-6/2 -> maxpool")]
    [InlineData("conv3-6(dilation 2) -> maxpool")]
    [InlineData("conv3-6 -> tanh -> maxpool")]
    [InlineData("conv3-6 -> bn -> maxpool")]
    [InlineData("conv3-16 -> maxpool")]
    [InlineData("conv1-8 -> maxpool")]
    [InlineData("conv3-12 -> conv3-6 -> maxpool")]
    public void what_is_pooled_stays_apart_of_other_windows_activations_and_channels(string layers) =>
        Assert.Contains("MaxPoolBackward", Operations("input 13x13 gray\n" + layers));

    [Fact]
    public void softmax_and_cross_entropy_are_one_with_their_gradient() =>
        Assert.Equal(["Linear", "SoftmaxCrossEntropy", "LinearBackwardUpdate"], Operations("input 8\nfc-2 -> softmax"));

    [Fact]
    public void log_softmax_and_nll_are_the_same_one() =>
        Assert.Equal(["Linear", "SoftmaxCrossEntropy", "LinearBackwardUpdate"], Operations("input 8\nfc-2 -> log-softmax\nloss nll(weights 1 2)"));

    [Fact]
    public void nll_of_what_is_made_of_a_log_softmax_stays_apart() => Assert.Equal(
        ["Linear", "LogSoftmax", "Reshape", "NegativeLogLikelihood", "Flatten", "LogSoftmaxBackward", "LinearBackwardUpdate"],
        Operations("input 8\nfc-6 -> log-softmax -> reshape 6x1x1\nloss nll"));

    [Fact]
    public void sigmoid_and_binary_cross_entropy_are_one_with_their_gradient() =>
        Assert.Equal(["Linear", "SigmoidBinaryCrossEntropy", "LinearBackwardUpdate"], Operations("input 8\nfc-2 -> sigmoid"));

    [Fact]
    public void bn_and_relu_are_one() => Assert.Equal(
        ["Convolution", "BatchNorm", "MeanSquaredError", "BatchNormBackward", "Update", "Update", "ConvolutionBackward", "Update"],
        Operations("input 8x8 gray\nconv3-2(bias no) -> bn -> relu"));

    [Fact]
    public void bn_a_sum_and_relu_are_one_and_their_gradient_serves_both()
    {
        var operations = Operations("input 8x8 gray\ndefaults conv(bias no)\n[ conv3-2 -> bn + conv1-2 -> bn ] -> relu").Where(o => o is not "Update");
        Assert.Equal(
            ["Convolution", "BatchNorm", "Convolution", "BatchNormSum", "MeanSquaredError", "BatchNormSumBackward", "ConvolutionBackward", "BatchNormBackward", "ConvolutionBackward"],
            operations);
    }

    [Fact]
    public void what_goes_out_before_the_activation_is_not_activated_in_its_place()
    {
        var model = Models.Good("input 8x8 gray\na = conv3-2(linear)\nb = relu\nconv3-1\nc = sigmoid\noutput c, a");
        Assert.Contains(Passes.Of(model).PredictAll!.Steps, s => s.Node.Op.Method == "Activate");
    }

    [Fact]
    public void softmax_under_another_loss_is_differentiated_by_itself() =>
        Assert.Equal(["Linear", "Softmax", "MeanSquaredError", "SoftmaxBackward", "LinearBackwardUpdate"], Operations("input 8\nfc-2 -> softmax\nloss mse"));

    [Fact]
    public void a_threshold_whose_slope_does_not_show_in_its_output_stays_apart() =>
        Assert.Contains("Activate", Operations("input 8\nfc-2 -> threshold(0, value 1) -> fc-1"));

    [Fact]
    public void the_gradient_of_the_input_is_not_computed_in_training()
    {
        var code = ModelDsl.Stages.Print(Models.Text("input 8\nfc-4 -> fc-2 -> softmax"), "csharp");
        var train = code.Substring(code.IndexOf("TrainStep(", StringComparison.Ordinal));
        Assert.Contains("inputGradient: false", train.Substring(0, train.IndexOf("Forward(", StringComparison.Ordinal)));
    }

    [Fact]
    public void a_layer_without_weights_before_the_first_weights_has_no_backward_pass_in_training() =>
        Assert.Equal(["AveragePool", "Flatten", "Linear", "SoftmaxCrossEntropy", "LinearBackwardUpdate"], Operations("input 8x8 gray\navgpool -> fc-2 -> softmax"));

    [Fact]
    public void a_map_that_two_layers_read_flat_is_flattened_once()
    {
        Assert.Single(Operations("input 8x8 gray\nconv3-4 -> [ fc-3 | fc-2 ] -> softmax"), operation => operation == "Flatten");
        var code = ModelDsl.Stages.Print(Models.Text("input 8x8 gray\nconv3-4 -> [ fc-3 | fc-2 ] -> softmax"), "csharp");
        Assert.Single(code.Split('\n'), line => line.Contains(" Conv1Flat { get; init; }", StringComparison.Ordinal));
    }

    [Fact]
    public void a_weight_is_updated_as_its_gradient_is_made_in_a_block_too()
    {
        var code = ModelDsl.Stages.Print(Models.Text("input 8\nfeed(6) -> fc-2 -> softmax\nloss cross-entropy + l2(0.01)", "block feed(n)\n    fc-n\n    relu\n\n"), "csharp");
        Assert.Contains("step.LinearBackwardUpdate(optimizer, Fc1, gradient, input, output, activation: Activation.Relu, reuse: true, l2: 0.01)", code);
        Assert.Contains("step.LinearBackwardUpdate(optimizer, Fc1, dFc1, feed1, l2: 0.01)", code);
    }

    [Fact]
    public void a_backward_pass_alone_makes_the_gradients_and_updates_nothing()
    {
        var backward = Passes.Of(Models.Good("input 8\nfc-2 -> softmax")).Backward.Steps.Select(s => s.Node.Op.Method);
        Assert.Equal(["SoftmaxBackward", "LinearBackward", "Accumulate", "Accumulate"], backward);
    }

    [Theory]
    [InlineData("conv3-16 -> relu -> conv3-16 -> relu", 1)]
    [InlineData("conv3-16 -> relu -> maxpool -> conv3-16 -> relu -> maxpool -> conv3-16", 2)]
    [InlineData("conv3-16 -> tanh -> conv3-16", 0)]
    [InlineData("conv3-16 -> bn -> relu -> conv3-16", 0)]
    [InlineData("conv3-16 -> relu -> avgpool -> conv3-16", 0)]
    [InlineData("conv3-4 -> relu -> conv3-4", 0)]
    [InlineData("conv3-16 -> relu -> [ conv3-16 + conv1-16 ]", 0)]
    public void the_slope_of_a_relu_is_applied_where_a_convolution_writes_its_gradient(string layers, int times)
    {
        var backward = Passes.Of(Models.Good("input 16x16 rgb\n" + layers)).TrainStep.Steps.Select(s => s.Node.Op).OfType<ConvolutionBackward>().ToArray();
        Assert.Equal(times, backward.Count(op => op.InputActivation is not null));
    }

    [Theory]
    [InlineData("conv3-16 -> [ conv3-16 + conv1-16 ]", 1)]
    [InlineData("conv3-16 -> [ conv3-16 | conv1-16 | conv5-16 ]", 2)]
    [InlineData("conv3-16 -> [ conv3-16 -> bn + identity ] -> relu", 1)]
    [InlineData("conv3-16 -> [ maxpool3/1(pad 1) + avgpool3/1(pad 1) ]", 0)]
    [InlineData("conv3-4 -> [ conv3-4 + conv1-4 ]", 0)]
    public void a_gradient_that_meets_another_is_added_by_the_convolution(string layers, int times)
    {
        var backward = Passes.Of(Models.Good("input 16x16 rgb\n" + layers)).TrainStep.Steps;
        Assert.Equal(times, backward.Count(s => s is { Node.Op: ConvolutionBackwardSum, Reuse: true }));
        Assert.Equal(times == 0, backward.Count(s => s.Node.Op is Add) > 1);
    }
}
