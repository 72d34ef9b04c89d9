using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.Tests.Networks;
using ModelDsl.Runtime.TorchSharp;
using TorchSharp;
using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.TorchSharp;

[Collection(nameof(MemoryCollection))]
public sealed class DispatcherTests
{
    [Fact]
    public void tensors_are_torchsharps() => Assert.IsType<TorchSharpDispatcher>(Dispatcher.Default);

    [Fact]
    public void the_runtimes_tensors_join_no_dispose_scope()
    {
        using var x = Tensor.From<float>([1, -2], [2]);
        using var random = new RandomStream(3);
        nint relu, alias;
        using (var scope = torch.NewDisposeScope())
        {
            relu = Ops.Relu(x.Handle);
            alias = Ops.Contiguous(x.Handle);
            Ops.ReluInPlace(alias);
            nint noise = Ops.EmptyLike(x.Handle);
            Ops.NormalInPlace(noise, 0, 1, random.Handle);
            using (new Tensor(Torch, noise)) Assert.Equal(0, scope.DisposablesCount);
        }

        Assert.Equal([1, 0], Read(relu));
        Assert.Equal([1, 0], Read(alias));
        Assert.Equal([1, 0], x.ToArray<float>());
        Torch.Release(relu);
        Torch.Release(alias);
    }

    [Fact]
    public void a_training_compiles_its_functions_in_the_first_step_whatever_the_batch_and_the_learning_rate_are_later()
    {
        using var network = new LeNet5(seed: 1);
        using (var first = new Sgd(0.1, momentum: 0.9)) Step(network, first, 8);
        int compiled = TorchSharpDispatcher.Instance.CompiledFunctions;
        using var other = new Sgd(0.01, momentum: 0.9);
        Step(network, other, 8);
        int again = TorchSharpDispatcher.Instance.CompiledFunctions;
        for (int examples = 1; examples < 8; examples++) Step(network, other, examples);
        Assert.Equal((again, again), (TorchSharpDispatcher.Instance.CompiledFunctions, compiled));
    }

    [Fact]
    public void training_leaves_no_tensor_behind_neither_here_nor_in_torchsharp()
    {
        using var network = new LeNet5(seed: 1);
        using var optimizer = new Sgd(0.1, momentum: 0.9);
        for (int i = 0; i < 3; i++) Step(network, optimizer, 4);
        long before = MemoryCollection.Buffers();
        long theirs = torch.Tensor.TotalCount;
        for (int i = 0; i < 50; i++) Step(network, optimizer, 4);
        Assert.Equal(before, MemoryCollection.Buffers());
        Assert.Equal(theirs, torch.Tensor.TotalCount);
    }

    [Fact]
    public void a_stream_draws_what_torchsharps_generator_of_the_same_seed_draws()
    {
        using var random = new RandomStream(5);
        using var ours = Tensor.Empty([100]);
        Ops.NormalInPlace(ours.Handle, 1, 2, random.Handle);
        using var generator = new torch.Generator(5);
        using var theirs = torch.empty(100);
        theirs.normal_(1, 2, generator);
        Assert.Equal(theirs.data<float>().ToArray(), ours.ToArray<float>());
    }

    [Fact]
    public void a_stream_leaves_the_default_generator_alone()
    {
        torch.manual_seed(11);
        using var first = torch.rand(3);
        torch.manual_seed(11);
        using var random = new RandomStream(5);
        using var ours = Tensor.Empty([100]);
        Ops.UniformInPlace(ours.Handle, 0, 1, random.Handle);
        using var second = torch.rand(3);
        Assert.Equal(first.data<float>().ToArray(), second.data<float>().ToArray());
    }

    [Fact]
    public void an_operator_that_draws_otherwise_refuses_a_stream()
    {
        using var random = new RandomStream(5);
        using var x = Tensor.Zeros([3]);
        var add = Torch.Resolve("aten::add_", "Tensor");
        var e = Assert.Throws<LibTorchException>(() => Torch.Call(add, [Argument.Tensor(x.Handle), Argument.Tensor(x.Handle), Argument.Generator(random.Handle)], []));
        Assert.Equal("aten::add_.Tensor: TorchSharp calls it with the default generator only.", e.Message);
    }

    [Fact]
    public void several_threads_may_call_at_once()
    {
        long before = MemoryCollection.Buffers();
        using (var x = Tensor.From<float>([1, 2, 3, 4], [2, 2]))
        {
            Parallel.For(0, 64, _ =>
            {
                for (int i = 0; i < 100; i++)
                {
                    nint sum = Ops.Add(x.Handle, x.Handle);
                    nint product = Ops.Mm(sum, x.Handle);
                    Assert.Equal([14, 20, 30, 44], Read(product));
                    Torch.Release(sum);
                    Torch.Release(product);
                }
            });
        }

        Assert.Equal(before, MemoryCollection.Buffers());
    }

    [Fact]
    public void operators_of_the_shim_are_not_there()
    {
        Assert.False(Torch.Resolve("modeldsl::update_").Exists);
        Assert.False(Ops.HasFusedOperators);
        Assert.Equal(0, Torch.Block);
    }

    private static void Step(LeNet5 network, Optimizer optimizer, int examples)
    {
        using var images = Digits.Images(examples);
        using var labels = Digits.Labels(examples);
        network.TrainStep(images, labels, optimizer);
    }
}
