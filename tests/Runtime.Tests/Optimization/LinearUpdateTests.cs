using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.Tests.Steps;
using static ModelDsl.Runtime.Tests.Steps.LayoutRuns;

namespace ModelDsl.Runtime.Tests.Optimization;

/// <summary>A fully connected layer's backward pass that updates the weight on the way, against gradients first and updates then, in ATen's operators.</summary>
public sealed class LinearUpdateTests
{
    private static readonly Dictionary<string, Func<FormulaOptimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.1),
        ["nesterov, weight decay"] = () => new Sgd(0.1, 0.9, true, 0.01),
        ["adam"] = () => new Adam(0.01, weightDecay: 0.01),
        ["adamw"] = () => new AdamW(0.01, weightDecay: 0.1),
        ["adagrad"] = () => new Adagrad(0.01, 1e-5, 0.01),
        ["rmsprop"] = () => new RmsProp(0.01, 0.9, 1e-5, weightDecay: 0.01),
        ["rmsprop, momentum"] = () => new RmsProp(0.01, 0.9, 1e-5, 0.9),
        ["adadelta"] = () => new Adadelta(0.5, weightDecay: 0.01),
        ["lars"] = () => new Lars(),
    };

    // Examples, inputs, outputs: few products and many, whole tiles and not, of one kind and another.
    private static readonly (int Rows, int Inputs, int Outputs)[] Sizes = [(3, 7, 5), (40, 700, 650), (9, 1600, 1280), (1, 4100, 4100), (130, 400, 330), (530, 100, 20)];

    private const int Largest = 3;

    public static TheoryData<string, int, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (string name in Optimizers.Keys)
            {
                for (int i = 0; i < Sizes.Length; i++)
                {
                    data.Add(name, i, true);
                    // The largest takes longer than all others; the gradient of a bias is a sum of its own beside the weight, whatever the size.
                    if (i != Largest) data.Add(name, i, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void both_ways_give_the_same_numbers(string name, int size, bool bias) =>
        Compare(2e-5, Run(Optimizers[name], Sizes[size], bias, together: false), Run(Optimizers[name], Sizes[size], bias, together: true));

    [BFloat16Theory]
    [InlineData(256, 300, 290, true)]
    [InlineData(255, 300, 290, false)]
    [InlineData(256, 200, 290, false)]
    public void many_products_are_of_bfloat16_where_that_is_asked_for(int rows, int inputs, int outputs, bool rounds)
    {
        var (exact, reduced) = (Steps(Precision.Float32), Steps(Precision.BFloat16));
        // What is rounded across 0 changes ReLU's slope: a thousandth of the outputs, 3e-2 of the input's gradient.
        Compare(rounds ? 5e-2 : 2e-5, exact, reduced);
        Assert.Equal(rounds, reduced[0].Numbers.Zip(exact[0].Numbers).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-4);
        Assert.Equal(rounds, reduced[1].Numbers.Zip(exact[1].Numbers).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-4);
        // Small ones, so that the second is taken by nearly the same weights.
        List<(long[] Sizes, double[] Numbers)> Steps(Precision precision) => Run(() => new Sgd(1e-3), (rows, inputs, outputs), bias: true, together: precision != Precision.Float32, precision: precision);
    }

    // Of whole blocks or not, and of an odd number of them.
    [Theory]
    [InlineData(256, 512, 192, true)]
    [InlineData(300, 400, 192, true)]
    [InlineData(520, 96, 640, true)]
    [InlineData(255, 512, 192, false)]
    [InlineData(256, 512, 200, false)]
    [InlineData(256, 500, 192, false)]
    public void many_products_are_of_halves_where_AMX_is(int rows, int inputs, int outputs, bool halves)
    {
        int before = Dispatcher.Default.Threads;
        try
        {
            var (exact, ours) = (Run(isExact: true), Run(isExact: false));
            Compare(1e-5, exact, ours);
            bool differ = halves && Dispatcher.Default.HasAmx;
            Assert.All(exact.Zip(ours), pair => Assert.Equal(differ, !pair.First.Numbers.SequenceEqual(pair.Second.Numbers)));
            Dispatcher.Default.Threads = 1;
            if (differ) Assert.Equal(ours.Select(r => r.Numbers), Run(isExact: false).Select(r => r.Numbers));
        }
        finally
        {
            Dispatcher.Default.Threads = before;
        }

        List<(long[] Sizes, double[] Numbers)> Run(bool isExact) => Results(
            (network, step) =>
            {
                network.IsExact = isExact;
                using var sgd = new Sgd(0.1);
                var layer = new LinearParameters(network, "fc", [outputs, inputs], bias: true, Initialization.He);
                using var input = Numbers.Random([rows, inputs], ElementType.Float32, seed: 1);
                using var output = Numbers.Random([rows, outputs], ElementType.Float32, seed: 2);
                var (x, dy) = (step.Activate("copy", step.Input(input, "x"), Activation.None), step.Activate("copy", step.Input(output, "gradient"), Activation.None));
                var y = step.Linear(layer, x);
                var (dx, dw, db) = step.LinearBackward(layer, dy, x);
                step.LinearBackwardUpdate(sgd, layer, dy, x, inputGradient: false);
                return [y, dx, dw, db, step.Activate("copy", layer.Weight, Activation.None), step.Activate("copy", layer.Bias!, Activation.None)];
            },
            inBlocks: true);
    }

    [BFloat16Theory]
    [InlineData(true, new long[] { 256, 30 })]
    [InlineData(false, new long[] { 255, 30 })]
    [InlineData(true, new long[] { 2, 128, 30 })]
    public void on_a_GPU_products_of_many_rows_are_of_bfloat16_where_that_is_asked_for(bool rounds, long[] sizes)
    {
        var (exact, reduced) = (Run(Precision.Float32), Run(Precision.BFloat16));
        Compare(rounds ? 5e-2 : 0, exact, reduced);
        foreach (int i in (int[])[0, 1, 2]) Assert.Equal(rounds, !exact[i].Numbers.SequenceEqual(reduced[i].Numbers));
        List<(long[] Sizes, double[] Numbers)> Run(Precision precision) => Results(
            (network, step) =>
            {
                var layer = new LinearParameters(network, "fc", [20, 30], bias: true, Initialization.He);
                using var input = Numbers.Random(sizes, ElementType.Float32, seed: 1);
                var x = step.Activate("copy", step.Input(input, "x"), Activation.None);
                var y = step.Linear(layer, x, Activation.Relu);
                var (dx, dw, db) = step.LinearBackward(layer, step.Activate("gradient", y, Activation.Tanh), x, y, Activation.Relu);
                return [y, dx, dw, db];
            },
            inBlocks: true, precision, onGpu: true);
    }

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(0.01, 0)]
    public void penalties_are_part_of_the_weights_gradient(double l1, double l2) =>
        Compare(2e-5, Run(Optimizers["sgd"], Sizes[1], bias: true, together: false, l1, l2), Run(Optimizers["sgd"], Sizes[1], bias: true, together: true, l1, l2));

    [Fact]
    public void without_an_optimiser_gradients_are_gathered()
    {
        using var network = new Bench();
        var layer = new LinearParameters(network, "fc", [5, 7], bias: true, Initialization.He);
        using var x = Numbers.Random([3, 7], ElementType.Float32, seed: 1);
        using var gradient = Numbers.Random([3, 5], ElementType.Float32, seed: 2);
        using (var step = network.Begin()) step.LinearBackwardUpdate(null, layer, step.Input(gradient, "gradient"), step.Input(x, "x"));
        double[] dy = Numbers.ToDoubles(gradient), values = Numbers.ToDoubles(x);
        double[] expected = [.. from o in Enumerable.Range(0, 5) from i in Enumerable.Range(0, 7) select Enumerable.Range(0, 3).Sum(n => dy[(n * 5) + o] * values[(n * 7) + i])];
        Numbers.AssertClose(expected, Numbers.ToDoubles(layer.Weight.Gradient!), 1e-6, "the weight's gradient");
        Assert.NotNull(layer.Bias!.Gradient);
    }

    [Fact]
    public void an_optimiser_of_ones_own_is_given_the_gradients()
    {
        using var network = new Bench();
        using var optimizer = new Watching();
        var layer = new LinearParameters(network, "fc", [650, 700], bias: true, Initialization.He);
        using var x = Numbers.Random([40, 700], ElementType.Float32, seed: 1);
        using var gradient = Numbers.Random([40, 650], ElementType.Float32, seed: 2);
        using (var step = network.Begin()) step.LinearBackwardUpdate(optimizer, layer, step.Input(gradient, "gradient"), step.Input(x, "x"));
        Assert.Equal(["fc.weight [650, 700]", "fc.bias [650]"], optimizer.Seen);
    }

    /// <summary>Two steps: the output before and after, the gradients of the input, and the parameters at the end.</summary>
    private static List<(long[] Sizes, double[] Numbers)> Run(Func<FormulaOptimizer> create, (int Rows, int Inputs, int Outputs) size, bool bias, bool together, double l1 = 0, double l2 = 0,
        Precision precision = Precision.Float32)
    {
        using var optimizer = create();
        optimizer.AllowFused = together;
        return Results(
            (network, step) =>
            {
                var layer = new LinearParameters(network, "fc", [size.Outputs, size.Inputs], bias, Initialization.He);
                var results = new List<Value>();
                for (int i = 0; i < 2; i++)
                {
                    using var input = Numbers.Random([size.Rows, size.Inputs], ElementType.Float32, seed: i);
                    using var output = Numbers.Random([size.Rows, size.Outputs], ElementType.Float32, seed: 10 + i);
                    var x = step.Activate("copy", step.Input(input, "x"), Activation.None);
                    var dy = step.Activate("copy", step.Input(output, "gradient"), Activation.None);
                    var y = step.Linear(layer, x, Activation.Relu);
                    results.Add(y);
                    results.Add(step.LinearBackwardUpdate(optimizer, layer, dy, x, y, Activation.Relu, l1: l1, l2: l2));
                }

                results.AddRange([step.Activate("copy", layer.Weight, Activation.None), bias ? step.Activate("copy", layer.Bias!, Activation.None) : default]);
                return [.. results];
            },
            inBlocks: together, precision);
    }

    private sealed class Watching() : Optimizer(0.1, countsUpdates: false)
    {
        public List<string> Seen { get; } = [];

        protected internal override void Update(Parameter parameter, nint gradient)
        {
            long[] sizes = new long[parameter.Sizes.Count];
            parameter.Value.Dispatcher.Sizes(gradient, sizes);
            Seen.Add($"{parameter.Name} [{string.Join(", ", sizes)}]");
        }
    }
}
