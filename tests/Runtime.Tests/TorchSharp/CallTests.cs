using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.Tests.Gradients;

namespace ModelDsl.Runtime.Tests.TorchSharp;

/// <summary>Every operation and every optimiser gets by with what TorchSharp can be asked for.</summary>
public sealed class CallTests
{
    private static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.1),
        ["nesterov, weight decay"] = () => new Sgd(0.1, 0.9, true, 0.01),
        ["adam"] = () => new Adam(0.01, weightDecay: 0.01),
        ["adamw"] = () => new AdamW(0.01, weightDecay: 0.1),
        ["adagrad"] = () => new Adagrad(0.01, 1e-5, 0.01),
        ["rmsprop, momentum"] = () => new RmsProp(0.01, 0.9, 1e-5, 0.9),
        ["adadelta"] = () => new Adadelta(0.5, weightDecay: 0.01),
        ["lars"] = () => new Lars(),
    };

    public static TheoryData<string> Operations => GradientTests.All;

    public static TheoryData<string> Updates => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void an_operation_and_its_gradient_call_what_scripts_can_be_written_for(string name)
    {
        var dispatcher = new TableDispatcher();
        AutogradComparison.Run(name, ElementType.Float32, 1e-4, dispatcher: dispatcher);
        Assert.True(dispatcher.Calls > 0);
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void an_update_calls_what_scripts_can_be_written_for(string name)
    {
        var dispatcher = new TableDispatcher();
        using var optimizer = Optimizers[name]();
        using var expected = Optimizers[name]();
        var (ours, theirs) = (Parameter(dispatcher), Parameter(Dispatcher.Default));
        using (ours.Value)
        using (theirs.Value)
        {
            for (int step = 0; step < 3; step++)
            {
                optimizer.Step([ours]);
                expected.Step([theirs]);
            }

            Assert.True(dispatcher.Calls > 0);
            Numbers.AssertClose(Numbers.ToDoubles(theirs.Value), Numbers.ToDoubles(ours.Value), 1e-5, name);
        }

        ours.ZeroGradient();
        theirs.ZeroGradient();
    }

    [Fact]
    public void a_call_that_torchsharp_would_refuse_is_refused_here()
    {
        var dispatcher = new TableDispatcher();
        using var x = Tensor.Zeros([3]);
        Assert.False(dispatcher.Resolve("modeldsl::update_").Exists);
        Assert.False(dispatcher.Resolve("aten::expand_as").Exists);
        Assert.True(Dispatcher.Default.Resolve("aten::expand_as").Exists);
        Assert.Throws<LibTorchException>(() => dispatcher.Call(Dispatcher.Default.Resolve("aten::expand_as"), [Argument.Tensor(x.Handle), Argument.Tensor(x.Handle)], []));
        Assert.Throws<LibTorchException>(() => dispatcher.Call(dispatcher.Resolve("aten::relu"), [Argument.Tensor(x.Handle), Argument.Int(1)], []));
    }

    private static Parameter Parameter(Dispatcher dispatcher)
    {
        using var values = Numbers.Random([5, 4], ElementType.Float32, seed: 1);
        using var slopes = Numbers.Random([5, 4], ElementType.Float32, seed: 2);
        var parameter = new Parameter("fc", "fc.weight", new Tensor(dispatcher, dispatcher.Aten.Clone(values.Handle)), Initialization.He);
        parameter.Accumulate(dispatcher.Aten.Clone(slopes.Handle));
        return parameter;
    }
}
