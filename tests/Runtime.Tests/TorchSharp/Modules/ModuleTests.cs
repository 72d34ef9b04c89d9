using ModelDsl.Runtime.Tests.Networks;
using TorchSharp;

namespace ModelDsl.Runtime.Tests.TorchSharp.Modules;

/// <summary>A compiled network as a module in TorchSharp's programs.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class ModuleTests : IDisposable
{
    private const int Examples = 6;

    private readonly LeNet5 _network = new(seed: 3);
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _module;
    private readonly torch.Tensor _images = torch.tensor(Digits.Pixels(Examples), [Examples, 1, 28, 28]);
    private readonly torch.Tensor _labels = torch.tensor(Enumerable.Range(0, Examples).Select(i => (long)i).ToArray());

    public ModuleTests() => _module = _network.AsModule();

    public void Dispose()
    {
        _module.Dispose();
        _network.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }

    [Fact]
    public void the_names_and_shapes_of_its_state_are_the_checkpoints()
    {
        var state = _module.state_dict();
        Assert.Equal(_network.Parameters.Select(parameter => parameter.Name), state.Keys);
        Assert.Equal(_network.Parameters.Select(parameter => parameter.Sizes.ToArray()), state.Values.Select(tensor => tensor.shape));
        Assert.Equal(_network.Parameters.Select(parameter => parameter.Name), _module.named_parameters().Select(parameter => parameter.name));
        Assert.All(_module.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void in_training_its_output_is_forwards_and_in_evaluation_the_prediction()
    {
        using var input = _images.AsModelDsl<F1x28x28>();
        using (var state = _network.Forward(input))
        using (var output = _module.call(_images))
        {
            Assert.True(output.requires_grad);
            Assert.Equal(state.Output.ToArray<float>(), Floats(output));
        }

        _module.eval();
        using var expected = _network.Predict(input);
        using var predicted = _module.call(_images);
        Assert.False(predicted.requires_grad);
        Assert.Equal(expected.ToArray<float>(), Floats(predicted));
    }

    [Fact]
    public void gradients_come_from_the_compiled_backward_pass()
    {
        using var images = _images.clone();
        images.requires_grad = true;
        using (var loss = Loss(images)) loss.backward();

        using var input = _images.AsModelDsl<F1x28x28>();
        using var labels = _labels.AsLabels();
        using var state = _network.Forward(input);
        using var gradient = LeNet5Tests.CrossEntropyGradient(_network, state.Output, labels);
        using var inputGradient = _network.Backward(state, gradient);
        Numbers.AssertClose(Numbers.ToDoubles(inputGradient), Doubles(images.grad!), 1e-5, "input");
        foreach (var (parameter, theirs) in _network.Parameters.Zip(_module.parameters()))
            Numbers.AssertClose(Numbers.ToDoubles(parameter.Gradient!), Doubles(theirs.grad!), 1e-5, parameter.Name);
    }

    [Fact]
    public void gradients_add_up_over_several_passes_as_autograds_do()
    {
        using (var loss = Loss(_images)) loss.backward();
        double[] once = Doubles(_module.parameters().First().grad!);
        using (var loss = Loss(_images)) loss.backward();
        Numbers.AssertClose([.. once.Select(x => 2 * x)], Doubles(_module.parameters().First().grad!), 1e-5, "conv1.weight");
    }

    [Fact]
    public void two_forward_passes_may_wait_for_their_backward_passes()
    {
        using (var first = Loss(_images))
        using (var second = Loss(_images))
        {
            second.backward();
            double[] one = Doubles(_module.parameters().First().grad!);
            first.backward();
            Numbers.AssertClose([.. one.Select(x => 2 * x)], Doubles(_module.parameters().First().grad!), 1e-5, "conv1.weight");
        }
    }

    [Fact]
    public void the_networks_own_gradients_stay_as_they_were()
    {
        using var input = _images.AsModelDsl<F1x28x28>();
        using (var state = _network.Forward(input))
        using (var gradient = Tensor<F10>.Wrap(state.Output))
            _network.Backward(state, gradient).Dispose();
        float[] before = _network.Conv1.Weight.Gradient!.ToArray<float>();
        using (var loss = Loss(_images)) loss.backward();
        Assert.Equal(before, _network.Conv1.Weight.Gradient!.ToArray<float>());
    }

    [Fact]
    public void torchsharps_optimiser_trains_the_network_as_its_own_does()
    {
        using var other = new LeNet5(seed: 3);
        using var ownOptimizer = new Sgd(0.05, momentum: 0.9);
        using var optimizer = torch.optim.SGD(_module.parameters(), 0.05, 0.9);
        using var input = _images.AsModelDsl<F1x28x28>();
        using var labels = _labels.AsLabels();
        for (int i = 0; i < 8; i++)
        {
            optimizer.zero_grad();
            using var loss = Loss(_images);
            loss.backward();
            optimizer.step();
            Assert.Equal(other.TrainStep(input, labels, ownOptimizer), loss.item<float>(), 1e-4);
        }

        foreach (var (ours, theirs) in other.Parameters.Zip(_network.Parameters))
            Numbers.AssertClose(Numbers.ToDoubles(ours.Value), Numbers.ToDoubles(theirs.Value), 1e-3, ours.Name);
    }

    [Fact]
    public void a_parameter_that_is_frozen_gets_no_gradient()
    {
        var frozen = _module.named_parameters().First(parameter => parameter.name == "fc1.weight").parameter;
        frozen.requires_grad = false;
        using (var loss = Loss(_images)) loss.backward();
        Assert.Null(frozen.grad);
        Assert.All(_module.parameters().Where(parameter => parameter.requires_grad), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void a_state_that_is_loaded_is_the_networks()
    {
        using var other = new LeNet5(seed: 4);
        using var module = other.AsModule();
        _module.load_state_dict(module.state_dict());
        Assert.Equal(other.Fc3.Weight.Value.ToArray<float>(), _network.Fc3.Weight.Value.ToArray<float>());
    }

    [Fact]
    public void it_is_a_part_of_other_modules()
    {
        using var hidden = torch.nn.Linear(10, 10);
        using var whole = torch.nn.Sequential(("net", _module), ("head", hidden));
        Assert.Contains("net.conv1.weight", whole.state_dict().Keys);
        using var output = whole.call(_images);
        using (var loss = output.sum()) loss.backward();
        Assert.All(whole.parameters(), parameter => Assert.NotNull(parameter.grad));
        whole.to(torch.CPU);
    }

    [Fact]
    public void it_stays_where_and_in_what_it_was_made()
    {
        _module.to(torch.float32);
        var e = Assert.Throws<NotSupportedException>(() => _module.to(torch.float64));
        Assert.Equal("LeNet5 was made in Float32 and stays so, but Float64 is asked for: give its constructor the element type.", e.Message);
    }

    [Fact]
    public void without_gradients_a_training_pass_keeps_nothing()
    {
        long before = MemoryCollection.Buffers();
        using (torch.no_grad())
        using (var output = _module.call(_images)) Assert.False(output.requires_grad);
        Assert.Equal(before, MemoryCollection.Buffers());
    }

    [Fact]
    public void a_training_in_torchsharps_manner_leaves_none_of_the_runtimes_tensors_behind()
    {
        using var optimizer = torch.optim.SGD(_module.parameters(), 0.05, 0.9);
        Train(optimizer, steps: 3);
        long before = MemoryCollection.Buffers();
        Train(optimizer, steps: 20);
        Assert.Equal(before, MemoryCollection.Buffers());
    }

    private void Train(torch.optim.Optimizer optimizer, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            Loss(_images).backward();
            optimizer.step();
        }
    }

    private torch.Tensor Loss(torch.Tensor images) => torch.nn.functional.cross_entropy(_module.call(images), _labels);

    private static float[] Floats(torch.Tensor tensor) => tensor.detach().data<float>().ToArray();

    private static double[] Doubles(torch.Tensor tensor) => [.. tensor.to(torch.float64).contiguous().data<double>().ToArray()];
}
