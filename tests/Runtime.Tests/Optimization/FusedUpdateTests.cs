namespace ModelDsl.Runtime.Tests.Optimization;

/// <summary>The one-pass updates of the shim against the same formula in ATen's operators.</summary>
public sealed class FusedUpdateTests
{
    private static readonly Dictionary<string, Func<FormulaOptimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.1),
        ["sgd, weight decay"] = () => new Sgd(0.1, weightDecay: 0.01),
        ["momentum"] = () => new Sgd(0.1, 0.9),
        ["nesterov, weight decay"] = () => new Sgd(0.1, 0.9, true, 0.01),
        ["adam"] = () => new Adam(),
        ["adam, weight decay"] = () => new Adam(0.01, 0.8, 0.99, 1e-6, 0.01),
        ["adamw"] = () => new AdamW(0.01, weightDecay: 0.1),
        ["adagrad"] = () => new Adagrad(0.01, 1e-5, 0.01),
        ["rmsprop"] = () => new RmsProp(0.01, 0.9, 1e-5, weightDecay: 0.01),
        ["rmsprop, momentum"] = () => new RmsProp(0.01, 0.9, 1e-5, 0.9),
        ["adadelta"] = () => new Adadelta(0.5, weightDecay: 0.01),
        ["lars"] = () => new Lars(),
    };

    public static TheoryData<string, long, ElementType> Cases
    {
        get
        {
            var data = new TheoryData<string, long, ElementType>();
            foreach (string name in Optimizers.Keys)
            {
                // One element, less and more than a vector, and enough for several threads.
                foreach (long length in (long[])[1, 7, 33, 100_003])
                {
                    data.Add(name, length, ElementType.Float32);
                    data.Add(name, length, ElementType.Float64);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void both_ways_give_the_same_numbers(string name, long length, ElementType type) =>
        Numbers.AssertClose(
            Run(name, [length], type, fused: false, transposed: false), Run(name, [length], type, fused: true, transposed: false),
            type == ElementType.Float32 ? 1e-5 : 1e-13, name);

    [Theory]
    [InlineData("momentum")]
    [InlineData("adam")]
    public void a_gradient_in_another_memory_order_is_read_in_its_order(string name) =>
        Numbers.AssertClose(
            Run(name, [5, 7], ElementType.Float64, fused: false, transposed: true),
            Run(name, [5, 7], ElementType.Float64, fused: true, transposed: true), 1e-13, name);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void the_gradient_is_left_as_it_was(bool fused)
    {
        foreach (var make in Optimizers.Values)
        {
            using var network = new Bench();
            using var optimizer = make();
            optimizer.AllowFused = fused;
            var parameter = network.AddParameter("fc", "weight", [20], Initialization.Ones);
            using var gradient = Numbers.Random([20], ElementType.Float32, 1);
            double[] before = Numbers.ToDoubles(gradient);
            optimizer.Update(parameter, gradient.Handle);
            optimizer.Update(parameter, gradient.Handle);
            Assert.Equal(before, Numbers.ToDoubles(gradient));
        }
    }

    private static double[] Run(string name, long[] sizes, ElementType type, bool fused, bool transposed)
    {
        using var network = new Bench(type);
        using var optimizer = Optimizers[name]();
        optimizer.AllowFused = fused;
        var parameter = network.AddParameter("fc", "weight", sizes, Initialization.Normal(0.5));
        for (int i = 0; i < 4; i++)
        {
            using var plain = Numbers.Random(transposed ? [.. sizes.Reverse()] : sizes, type, seed: i);
            var dispatcher = plain.Dispatcher;
            using var gradient = new Tensor(dispatcher, transposed ? dispatcher.Aten.T(plain.Handle) : dispatcher.Retain(plain.Handle));
            optimizer.Update(parameter, gradient.Handle);
        }

        return Numbers.ToDoubles(parameter.Value);
    }
}
