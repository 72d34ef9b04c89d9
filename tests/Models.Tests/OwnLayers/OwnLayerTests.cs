using ModelDsl.Models.Tests.Nets;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.OwnLayers;

/// <summary>
/// Nets with layers that classes of this project declare: gradients against central differences of what the net predicts, in float64.
/// </summary>
public sealed class OwnLayerTests
{
    private const double Width = 1e-6;
    private const double Allowed = 1e-6;
    private const int Examples = 3;

    [Fact]
    public void an_activation_of_ones_own_takes_the_place_of_the_models()
    {
        Check(seed => new OwnActivation(seed, elementType: ElementType.Float64));
        using var network = new OwnActivation(1);
        Assert.Equal(["conv1_1", "snake1_1", "conv1_2", "snake1_2", "fc1", "snake3", "fc2"], network.Layers.Select(l => l.Name));
    }

    [Fact]
    public void a_shape_rule_says_what_becomes_of_the_shape()
    {
        Check(seed => new OwnShapes(seed, elementType: ElementType.Float64));
        using var network = new OwnShapes(1);
        Assert.Equal(["2x6x4", "4x6x4", "4x6x4", "3"], network.Layers.Select(l => l.Output));
    }

    [Fact]
    public void what_it_learns_is_named_sized_and_begun_as_declared()
    {
        Check(seed => new OwnWeights(seed, elementType: ElementType.Float64));
        using var network = new OwnWeights(1);
        Assert.Equal(["channelAffine1_1.weight", "channelAffine1_1.bias"], network.Parameters.Take(2).Select(p => p.Name));
        Assert.Equal([6L], network.ChannelAffine1_2["weight"].Sizes);
        Assert.All(network.ChannelAffine1_2["bias"].Value.ToArray<float>(), start => Assert.Equal(0.25f, start));
        Assert.Equal("channelAffine1_2 learns no 'wieght'; it learns weight, bias.", Assert.Throws<KeyNotFoundException>(() => network.ChannelAffine1_2["wieght"]).Message);
    }

    [Fact]
    public void branches_of_ones_own_layers_give_their_gradients_together() => Check(seed => new OwnSequence(seed, elementType: ElementType.Float64));

    [Fact]
    public void they_stand_in_blocks_too() => Check(seed => new OwnInBlocks(seed, elementType: ElementType.Float64));

    [Fact]
    public void a_layer_may_hand_back_what_it_was_given() => Check(seed => new OwnIdentity(seed, elementType: ElementType.Float64));

    [Fact]
    public void a_pass_leaves_nothing_behind()
    {
        using var network = new OwnInBlocks(3);
        using var input = Normal(Tensor<Nets.F3x4x4>.Empty(Examples));
        using var target = Normal(Tensor<Nets.F3>.Empty(Examples));
        using var sgd = new Sgd(0.01);
        network.TrainStep(input, target, sgd);
        var bytes = Memory.CurrentBytes;
        for (var i = 0; i < 10; i++) network.TrainStep(input, target, sgd);
        Assert.Equal(bytes, Memory.CurrentBytes);
    }

    /// <summary>Gradients of input and parameters by Backward, of the sum of the output times a fixed gradient.</summary>
    private static void Check<TInput, TOutput, TTarget>(Func<int, Network<TInput, TOutput, TTarget>> create)
        where TInput : IShape
        where TOutput : IShape
        where TTarget : Tensor
    {
        using var network = create(5);
        using var input = Normal(Tensor<TInput>.Empty(Examples, ElementType.Float64));
        using var gradient = Normal(Tensor<TOutput>.Empty(Examples, ElementType.Float64));
        var weights = gradient.ToArray<double>();
        var type = network.GetType();
        using var state = (ForwardState<TOutput>)type.GetMethod("Forward")!.Invoke(network, [input])!;
        using var inputGradient = (Tensor)type.GetMethod("Backward")!.Invoke(network, [state, gradient])!;
        AssertSlopes("input", input, inputGradient);
        foreach (var parameter in network.Parameters) AssertSlopes(parameter.Name, parameter.Value, parameter.Gradient!);

        void AssertSlopes(string name, Tensor of, Tensor slopes)
        {
            var values = of.ToArray<double>();
            var actual = slopes.ToArray<double>();
            for (var i = 0; i < values.Length; i++)
            {
                var expected = (At(i, Width) - At(i, -Width)) / (2 * Width);
                Assert.True(Math.Abs(expected - actual[i]) <= Allowed * Math.Max(1, Math.Abs(expected)), $"{name}[{i}]: {actual[i]} and not {expected}");
            }

            double At(int index, double by)
            {
                var moved = values.ToArray();
                moved[index] += by;
                of.CopyFrom<double>(moved);
                using var output = network.Predict(input);
                of.CopyFrom<double>(values);
                return output.ToArray<double>().Zip(weights, (y, w) => y * w).Sum();
            }
        }
    }

    private static Tensor<TShape> Normal<TShape>(Tensor<TShape> tensor) where TShape : IShape
    {
        using var random = new RandomStream(11);
        tensor.Dispatcher.Aten.NormalInPlace(tensor.Handle, 0, 1, random.Handle);
        return tensor;
    }
}
