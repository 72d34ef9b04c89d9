namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>What is written in place, and what never is.</summary>
public sealed class ReuseTests
{
    private static readonly float[] Data = [-1, 2, -3, 4];

    public static TheoryData<string> Operations => ["activate", "activate backward", "add", "subtract", "multiply", "scale", "linear backward"];

    [Theory]
    [MemberData(nameof(Operations))]
    public void a_reused_value_gives_its_memory_to_the_result(string operation)
    {
        using var network = new Bench();
        using var tensor = Tensor.From<float>(Data, [2, 2]);
        using var step = network.Begin();
        var owned = step.Activate("copy", step.Input(tensor, "x"), Activation.None);
        var result = Run(network, step, operation, owned, reuse: true);
        if (operation != "linear backward") Assert.Equal(network.Dispatcher.Data(owned.Handle), network.Dispatcher.Data(result.Handle));
        Assert.NotEqual(Data, Read(step, owned));
        step.Release(owned);
        Assert.Equal(4, Read(step, result).Length);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void without_reuse_the_operand_stays_as_it_is(string operation)
    {
        using var network = new Bench();
        using var tensor = Tensor.From<float>(Data, [2, 2]);
        using var step = network.Begin();
        var owned = step.Activate("copy", step.Input(tensor, "x"), Activation.None);
        Run(network, step, operation, owned, reuse: false);
        Assert.Equal(Data, Read(step, owned));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void the_users_memory_is_never_written_even_if_reuse_is_allowed(string operation)
    {
        using var network = new Bench();
        using var tensor = Tensor.From<float>(Data, [2, 2]);
        using var step = network.Begin();
        var x = step.Input(tensor, "x");
        Run(network, step, operation, x, reuse: true);
        Run(network, step, operation, step.Share(x), reuse: true);
        Run(network, step, operation, step.Reshape("view", x, 2), reuse: true);
        Run(network, step, operation, step.Flatten("view", step.Share(x)), reuse: true);
        Assert.Equal(Data, tensor.ToArray<float>());
    }

    [Fact]
    public void the_gradient_of_no_activation_is_the_gradient()
    {
        using var network = new Bench();
        using var tensor = Tensor.From<float>(Data, [2, 2]);
        using var step = network.Begin();
        var gradient = step.Activate("copy", step.Input(tensor, "x"), Activation.None);
        Assert.Equal(Data, Read(step, step.ActivateBackward("none", gradient, default, Activation.None)));
        Assert.Equal(Data, Read(step, step.ActivateBackward("none", gradient, default, Activation.None, reuse: true)));
    }

    [Fact]
    public void a_value_that_is_stretched_is_not_overwritten()
    {
        using var network = new Bench();
        using var tensor = Tensor.From<float>(Data, [2, 2]);
        using var step = network.Begin();
        var owned = step.Activate("copy", step.Input(tensor, "x"), Activation.None);
        step.Multiply("multiply", step.Reshape("maps", owned, 2, 1), Output(step, 2, 2, 3), reuse: true);
        Assert.Equal(Data, Read(step, owned));
    }

    private static Value Run(Bench network, Step step, string operation, Value value, bool reuse)
    {
        switch (operation)
        {
            case "activate":
                return step.Activate("relu", value, Activation.Relu, reuse);
            case "activate backward":
                return step.ActivateBackward("tanh", value, Output(step, 2, 2), Activation.Tanh, reuse);
            case "add":
                return step.Add("add", value, Output(step, 2, 2), reuse);
            case "subtract":
                return step.Subtract("subtract", value, Output(step, 2, 2), reuse);
            case "multiply":
                return step.Multiply("multiply", value, Output(step, 2, 2), reuse);
            case "scale":
                return step.Scale("scale", value, 3, reuse);
            default:
                var layer = new LinearParameters(network, $"fc{network.Parameters.Count}", [2, 2], false, Initialization.He);
                return step.LinearBackward(layer, value, Output(step, 2, 2), Output(step, 2, 2), Activation.Sigmoid, reuse: reuse).Weight;
        }
    }

    private static Value Output(Step step, params ReadOnlySpan<long> sizes)
    {
        using var tensor = Numbers.Random(sizes, ElementType.Float32, seed: 7);
        return step.Activate("copy", step.Input(tensor, "output"), Activation.None);
    }

    private static float[] Read(Step step, Value value)
    {
        using var tensor = step.Return<F2>(step.Activate("copy", value, Activation.None));
        return tensor.ToArray<float>();
    }
}
