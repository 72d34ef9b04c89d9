using static ModelDsl.Runtime.Tests.Steps.LayoutRuns;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>Convolutions of plain feature maps of few channels against ATen's, forward and backward, with and without the pooling behind them.</summary>
public sealed class FewChannelsTests
{
    private const double Allowed = 1e-5;

    private static readonly (string Name, long[] Input, long[] Weight, Size2 Pad, bool Bias)[] Convolutions =
    [
        ("LeNet-5's first", [9, 1, 28, 28], [6, 1, 5, 5], 2, true),
        ("LeNet-5's second", [9, 6, 14, 14], [16, 6, 5, 5], 0, true),
        ("one example", [1, 1, 28, 28], [6, 1, 5, 5], 2, false),
        ("one example to a block", [1, 3, 12, 11], [16, 3, 3, 3], 1, false),
        ("more examples than parts of the batch", [37, 2, 6, 7], [3, 2, 3, 3], 1, true),
        ("1x1", [3, 8, 5, 4], [8, 8, 1, 1], 0, true),
        ("1x1 to a block", [3, 8, 5, 4], [12, 8, 1, 1], 0, true),
        ("2x2", [2, 4, 7, 9], [7, 4, 2, 2], 1, true),
        ("2x2 to a block not full", [2, 5, 7, 9], [9, 5, 2, 2], 1, true),
        ("3x3 of one channel to a block", [3, 1, 9, 10], [10, 1, 3, 3], 1, true),
        ("3x11 of eight to a block", [2, 8, 5, 14], [16, 8, 3, 11], (1, 5), true),
        ("3x3 of a row just over one vector", [2, 3, 5, 17], [5, 3, 3, 3], 1, true),
        ("3x3 of rows shorter than a vector", [4, 8, 8, 8], [8, 8, 3, 3], 1, true),
        ("3x3 to a block, rows of a prime", [2, 7, 9, 29], [13, 7, 3, 3], 1, true),
        ("4x6", [2, 2, 10, 13], [4, 2, 4, 6], (3, 2), true),
        ("7x7", [2, 3, 15, 20], [2, 3, 7, 7], 3, true),
        ("7x7 to a block", [2, 3, 15, 20], [16, 3, 7, 7], 3, true),
        ("a wide one", [2, 1, 6, 40], [1, 1, 3, 15], (0, 7), true),
        ("a wide one to a block", [2, 1, 6, 40], [11, 1, 3, 15], (2, 7), true),
        ("as large as its input", [3, 4, 6, 5], [8, 4, 6, 5], 0, true),
        ("as large as its input, to a block", [3, 4, 6, 5], [10, 4, 6, 5], 0, true),
        ("the most padding", [2, 2, 3, 4], [6, 2, 5, 5], 4, true),
        ("the most padding, to a block", [2, 2, 3, 4], [14, 2, 5, 5], 4, true),
    ];

    public static TheoryData<string> Names => [.. Convolutions.Select(c => c.Name)];

    [BlocksTheory]
    [MemberData(nameof(Names))]
    public void a_convolution_is_atens(string name)
    {
        var c = Convolutions.Single(row => row.Name == name);
        foreach (var activation in (Activation[])[Activation.None, Activation.Relu, Activation.Tanh])
        {
            Compare((network, step) =>
            {
                var layer = Layer(network, c.Weight, c.Bias);
                var x = In(step, c.Input);
                var y = step.Convolution(layer, x, pad: c.Pad, activation: activation, blocked: IsBlocked(c.Weight));
                var gradient = step.Activate("gradient", y, Activation.Sigmoid);
                var (dx, dw, db) = step.ConvolutionBackward(layer, gradient, x, y, pad: c.Pad, activation: activation);
                var (none, dw2, _) = step.ConvolutionBackward(layer, gradient, x, y, pad: c.Pad, activation: activation, inputGradient: false);
                Assert.True(none.IsNone);
                var inferred = step.ConvolutionInference(layer, x, pad: c.Pad, activation: activation, blocked: IsBlocked(c.Weight));
                return [Out(step, y, c.Weight[0]), dx, dw, db, dw2, Out(step, inferred, c.Weight[0])];
            });
        }
    }

    [BlocksTheory]
    [MemberData(nameof(Names))]
    public void a_convolution_with_pooling_is_atens(string name)
    {
        var c = Convolutions.Single(row => row.Name == name);
        if (c.Input[2] + (2 * c.Pad.Height) - c.Weight[2] < 1 || c.Input[3] + (2 * c.Pad.Width) - c.Weight[3] < 1) return;
        foreach (var activation in (Activation[])[Activation.None, Activation.Relu])
        {
            Compare((network, step) =>
            {
                var layer = Layer(network, c.Weight, c.Bias);
                var x = In(step, c.Input);
                bool blocked = IsBlocked(c.Weight);
                var (y, indices) = step.ConvolutionMaxPoolWithIndices(layer, x, c.Pad, activation, blocked);
                var gradient = step.Activate("gradient", y, Activation.Sigmoid);
                var (dx, dw, db) = step.ConvolutionMaxPoolBackward(layer, gradient, x, y, indices, c.Pad, activation);
                var inferred = step.ConvolutionMaxPool(layer, x, c.Pad, activation, blocked);
                return [Out(step, y, c.Weight[0]), dx, dw, db, Out(step, inferred, c.Weight[0])];
            });
        }
    }

    [BlocksFact]
    public void where_nothing_is_in_blocks_the_passes_are_those_of_convolution_and_pooling_apart() => Assert.All(
        Results((network, step) =>
        {
            var layer = Layer(network, [6, 2, 3, 3], bias: true);
            var x = In(step, [3, 2, 9, 8]);
            var map = step.Convolution(layer, x, pad: 1, activation: Activation.Relu);
            var (y, indices) = step.MaxPoolWithIndices("pool", map, 2, 2);
            var gradient = step.Activate("gradient", y, Activation.Sigmoid);
            var (dx, dw, db) = step.ConvolutionBackward(
                layer, step.MaxPoolBackward("pool", gradient, indices, 9, 8, 2, 2), x, map, pad: 1, activation: Activation.Relu);
            var (y2, indices2) = step.ConvolutionMaxPoolWithIndices(layer, x, 1, Activation.Relu);
            var (dx2, dw2, db2) = step.ConvolutionMaxPoolBackward(layer, gradient, x, y2, indices2, 1, Activation.Relu);
            return [y, y2, dx, dx2, dw, dw2, db, db2];
        }, inBlocks: false).Chunk(2),
        pair => Assert.Equal(pair[0].Numbers, pair[1].Numbers));

    [BlocksFact]
    public void gradients_of_weights_do_not_depend_on_the_number_of_threads()
    {
        static Value[] Run(Network network, Step step)
        {
            var layer = Layer(network, [6, 1, 5, 5], bias: true);
            var x = In(step, [100, 1, 28, 28]);
            var (y, indices) = step.ConvolutionMaxPoolWithIndices(layer, x, 2, Activation.Relu);
            var (_, dw, db) = step.ConvolutionMaxPoolBackward(layer, step.Activate("gradient", y, Activation.Sigmoid), x, y, indices, 2, Activation.Relu);
            return [dw, db];
        }

        var dispatcher = ModelDsl.Runtime.Interop.Dispatcher.Default;
        int threads = dispatcher.Threads;
        var some = Results(Run, inBlocks: true);
        dispatcher.Threads = threads == 1 ? 3 : 1;
        try
        {
            var others = Results(Run, inBlocks: true);
            Assert.Equal(some.Select(r => r.Numbers), others.Select(r => r.Numbers));
        }
        finally
        {
            dispatcher.Threads = threads;
        }
    }

    [BlocksFact]
    public void a_maximum_may_be_not_a_number_and_then_has_the_gradient()
    {
        using var network = new Bench();
        using var step = network.Begin();
        var layer = new ConvolutionParameters(network, "conv", [1, 1, 1, 1], false, Initialization.He);
        layer.Weight.Value.CopyFrom<float>([1]);
        using var input = Tensor.From<float>([1, 2, float.NaN, 3], [1, 1, 2, 2]);
        using var ones = Tensor.From<float>([1], [1, 1, 1, 1]);
        var x = step.Input(input, "x");
        var (y, indices) = step.ConvolutionMaxPoolWithIndices(layer, x, activation: Activation.Relu);
        var (dx, _, _) = step.ConvolutionMaxPoolBackward(layer, step.Input(ones, "gradient"), x, y, indices, activation: Activation.Relu);
        Assert.Equal([double.NaN], Read(network, step, y));
        Assert.Equal([0, 0, 1, 0], Read(network, step, dx));
    }

    private static double[] Read(Network network, Step step, Value value)
    {
        using var tensor = new Tensor(network.Dispatcher, network.Dispatcher.Retain(step.Handle(value)));
        return Numbers.ToDoubles(tensor);
    }

    /// <summary>As the compiler decides.</summary>
    private static bool IsBlocked(long[] weight) => weight[0] > 8 && (weight[1] <= 3 || weight[2] * weight[3] > 1);

    private static ConvolutionParameters Layer(Network network, long[] weight, bool bias)
    {
        var layer = new ConvolutionParameters(network, "conv", weight, bias, Initialization.He);
        if (bias) layer.Bias!.Value.CopyFrom<float>([.. Numbers.Random((int)weight[0], seed: 7).Select(n => (float)n)]);
        return layer;
    }

    private static Value In(Step step, long[] sizes)
    {
        using var tensor = Numbers.Random(sizes, ElementType.Float32, seed: 1);
        return step.Activate("copy", step.Input(tensor, "x"), Activation.None);
    }

    private static Value Out(Step step, Value value, long channels) => step.ToPlain("y", value, (int)channels);

    private static void Compare(Func<Network, Step, Value[]> run) =>
        LayoutRuns.Compare(Allowed, Results(run, inBlocks: false), Results(run, inBlocks: true));
}
