namespace ModelDsl.Runtime.Tests.Optimization;

/// <summary>The updates of many parameters at once, a GPU's way, against the same formula one parameter after the other.</summary>
public sealed class UpdateAllTests
{
    private static readonly long[][] Shapes = [[4], [3, 5], [6, 5, 1, 1], [2, 3, 4, 4]];

    private static readonly Dictionary<string, Func<FormulaOptimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.1),
        ["sgd, weight decay"] = () => new Sgd(0.1, weightDecay: 0.01),
        ["momentum"] = () => new Sgd(0.1, 0.9),
        ["momentum, weight decay"] = () => new Sgd(0.1, 0.9, weightDecay: 0.01),
        ["nesterov"] = () => new Sgd(0.1, 0.9, true),
        ["nesterov, weight decay"] = () => new Sgd(0.1, 0.9, true, 0.01),
        ["adam"] = () => new Adam(),
        ["adamw"] = () => new AdamW(0.01),
        ["rmsprop, which has no lists"] = () => new RmsProp(),
        ["adam, a group of its own"] = () => InGroups(new Adam(0.01, weightDecay: 0.01)),
        ["adam, weight decay"] = () => new Adam(0.01, 0.8, 0.99, 1e-6, 0.01),
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in Optimizers.Keys)
            {
                data.Add(name, true);
                data.Add(name, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void all_at_once_and_one_by_one_give_the_same_numbers(string name, bool channelsLast)
    {
        var (expected, expectedState) = Run(name, channelsLast, atOnce: false);
        var (actual, actualState) = Run(name, channelsLast, atOnce: true);
        for (int i = 0; i < expected.Length; i++) Numbers.AssertClose(expected[i], actual[i], 1e-13, $"{name}, parameter {i}");
        for (int i = 0; i < expectedState.Length; i++) Numbers.AssertClose(expectedState[i], actualState[i], 1e-13, $"{name}, state {i}");
    }

    [Fact]
    public void parameters_that_have_not_come_equally_far_are_updated_each_by_its_own_count()
    {
        using var network = new Bench(ElementType.Float64);
        using var other = new Bench(ElementType.Float64);
        using var adam = new Adam { AllowFused = false };
        using var alone = new Adam { AllowFused = false };
        Parameter[] both = [Parameter(network, 0), Parameter(network, 1)], same = [Parameter(other, 0), Parameter(other, 1)];
        using var first = Numbers.Random(both[0].Value.Sizes, ElementType.Float64, seed: 1);
        using var second = Numbers.Random(both[1].Value.Sizes, ElementType.Float64, seed: 2);
        adam.Update(both[0], first.Handle);
        adam.UpdateAll(both, [first.Handle, second.Handle]);
        alone.Update(same[0], first.Handle);
        alone.Update(same[0], first.Handle);
        alone.Update(same[1], second.Handle);
        for (int i = 0; i < both.Length; i++) Assert.Equal(same[i].Value.ToArray<double>(), both[i].Value.ToArray<double>());
    }

    [Fact]
    public void gradients_are_left_as_they_were_and_nothing_else_stays()
    {
        foreach (var make in Optimizers.Values)
        {
            using var network = new Bench(ElementType.Float64);
            using var optimizer = make();
            Parameter[] parameters = [.. Shapes.Select((_, i) => Parameter(network, i))];
            Tensor[] gradients = [.. Shapes.Select((sizes, i) => Numbers.Random(sizes, ElementType.Float64, seed: 5 + i))];
            var before = gradients.Select(gradient => gradient.ToArray<double>()).ToArray();
            nint[] handles = [.. gradients.Select(gradient => gradient.Handle)];
            optimizer.UpdateAll(parameters, handles);
            Assert.Equal(before, gradients.Select(gradient => gradient.ToArray<double>()));
            foreach (var gradient in gradients) gradient.Dispose();
        }
    }

    private static (double[][] Parameters, double[][] State) Run(string name, bool channelsLast, bool atOnce)
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = Optimizers[name]();
        optimizer.AllowFused = atOnce;
        Parameter[] parameters = [.. Shapes.Select((_, i) => Parameter(network, i))];
        if (channelsLast) foreach (var parameter in parameters.Where(parameter => parameter.Sizes.Count == 4)) parameter.Value.LayChannelsLast();
        for (int step = 0; step < 3; step++)
        {
            Tensor[] gradients = [.. Shapes.Select((sizes, i) => Numbers.Random(sizes, ElementType.Float64, seed: 100 * step + i))];
            nint[] handles = [.. gradients.Select(gradient => gradient.Handle)];
            if (atOnce) optimizer.UpdateAll(parameters, handles);
            else for (int i = 0; i < parameters.Length; i++) optimizer.Update(parameters[i], handles[i]);
            foreach (var gradient in gradients) gradient.Dispose();
        }

        return (
            [.. parameters.Select(parameter => parameter.Value.ToArray<double>())],
            [.. optimizer.State.Where(entry => entry.Value.ElementType == ElementType.Float64).Select(entry => entry.Value.ToArray<double>())]);
    }

    private static FormulaOptimizer InGroups(FormulaOptimizer optimizer)
    {
        optimizer.SetGroup(parameter => parameter.Length > 30, rate: 10, decay: 0);
        return optimizer;
    }

    private static Parameter Parameter(Network network, int index)
    {
        var parameter = network.AddParameter($"layer{index}", "weight", Shapes[index], Initialization.Ones);
        parameter.Value.CopyFrom<double>(Numbers.Random(parameter.Length, seed: 50 + index));
        return parameter;
    }
}
