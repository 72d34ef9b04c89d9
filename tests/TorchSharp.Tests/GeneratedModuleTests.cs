using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Mixed.Tests;

/// <summary>What the compiler writes, as modules of TorchSharp's.</summary>
public sealed class GeneratedModuleTests
{
    [Fact]
    public void a_state_has_the_names_of_a_checkpoint_with_those_of_blocks_and_buffers()
    {
        using var network = new Residual(seed: 1);
        using var module = network.AsModule();
        var state = module.state_dict();
        Assert.Equal(
            network.Parameters.Select(parameter => parameter.Name).Concat(network.Buffers.Select(buffer => buffer.Name)).Order(),
            state.Keys.Order());
        Assert.Contains("basic1.conv1.weight", state.Keys);
        Assert.Contains("basic1.bn1.running_mean", state.Keys);
    }

    [Fact]
    public void gradients_through_a_block_equal_those_of_the_compiled_backward_pass()
    {
        using var network = new Residual(seed: 1);
        using var twin = new Residual(seed: 1);
        using var module = network.AsModule();
        using var images = torch.rand(4, 3, 8, 8);
        using var gradient = torch.rand(4, 3);
        images.requires_grad = true;
        using (var output = module.call(images)) output.backward([gradient]);

        using var input = images.AsModelDsl<F3x8x8>();
        using var given = gradient.AsModelDsl<F3>();
        using var state = twin.Forward(input);
        using var expected = twin.Backward(state, given);
        Assert.Equal(expected.ToArray<float>(), Floats(images.grad!));
        foreach (var (parameter, theirs) in twin.Parameters.Zip(module.parameters())) Assert.Equal(parameter.Gradient!.ToArray<float>(), Floats(theirs.grad!));
    }

    [Fact]
    public void training_moves_the_running_statistics_and_evaluation_does_not()
    {
        using var network = new Residual(seed: 1);
        using var module = network.AsModule();
        using var images = torch.rand(4, 3, 8, 8);
        var means = module.named_buffers().First(buffer => buffer.name == "basic1.bn1.running_mean").buffer;
        module.eval();
        module.call(images).Dispose();
        Assert.All(means.data<float>().ToArray(), mean => Assert.Equal(0, mean));
        module.train();
        module.call(images).Dispose();
        float[] moved = means.data<float>().ToArray();
        Assert.Contains(moved, mean => mean != 0);
        Assert.Equal(moved, network.Buffers.Single(buffer => buffer.Name == "basic1.bn1.running_mean").Value.ToArray<float>());
    }

    [Fact]
    public void dropout_draws_from_the_networks_own_stream()
    {
        using var network = new Residual(seed: 1);
        using var twin = new Residual(seed: 1);
        using var module = network.AsModule();
        using var other = twin.AsModule();
        using var images = torch.rand(4, 3, 8, 8);
        torch.manual_seed(1);
        using var first = module.call(images);
        torch.manual_seed(2);
        using var second = other.call(images);
        using var third = other.call(images);
        Assert.Equal(Floats(first), Floats(second));
        Assert.NotEqual(Floats(first), Floats(third));
    }

    [Fact]
    public void a_frozen_layer_has_no_gradient_and_stays_as_it_is()
    {
        using var network = new Residual(seed: 1);
        using var module = network.AsModule();
        using var optimizer = torch.optim.SGD(module.parameters(), 0.1, weight_decay: 0.1);
        using var images = torch.rand(4, 3, 8, 8);
        network.Freeze("basic1"); // after the module was made of it
        float[][] before = [.. network.Parameters.Select(parameter => parameter.Value.ToArray<float>())];
        using (var output = module.call(images)) output.sum().backward();
        optimizer.step();
        foreach (var (parameter, theirs, was) in network.Parameters.Zip(module.parameters(), before))
        {
            Assert.Equal(parameter.IsFrozen, theirs.grad is null);
            Assert.Equal(parameter.IsFrozen, parameter.Value.ToArray<float>().SequenceEqual(was));
        }

        Assert.Equal(["fc1.weight", "fc1.bias"], network.Parameters.Where(parameter => !parameter.IsFrozen).Select(parameter => parameter.Name));
    }

    [Fact]
    public void deconvolutions_compute_in_a_module_what_their_network_does()
    {
        using var network = new Painter(seed: 1);
        using var twin = new Painter(seed: 1);
        using var module = network.AsModule();
        using var noise = torch.rand(4, 5);
        using var gradient = torch.rand(4, 1, 8, 8);
        noise.requires_grad = true;
        using (var output = module.call(noise)) output.backward([gradient]);

        using var input = noise.AsModelDsl<F5>();
        using var given = gradient.AsModelDsl<F1x8x8>();
        using var state = twin.Forward(input);
        using var expected = twin.Backward(state, given);
        Assert.Equal(expected.ToArray<float>(), Floats(noise.grad!));
        foreach (var (parameter, theirs) in twin.Parameters.Zip(module.parameters())) Assert.Equal(parameter.Gradient!.ToArray<float>(), Floats(theirs.grad!));
    }

    [Fact]
    public void tokens_have_no_gradient_and_the_parameters_have()
    {
        using var network = new Words(seed: 1);
        using var module = network.AsModule();
        using var optimizer = torch.optim.Adam(module.parameters(), 0.05);
        using var tokens = torch.tensor(new long[,] { { 1, 2, 3, 4, 5 }, { 5, 4, 3, 2, 1 }, { 7, 7, 7, 7, 7 } });
        using var classes = torch.tensor(new long[] { 0, 1, 2 });
        var losses = new List<float>();
        for (int i = 0; i < 30; i++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = torch.nn.functional.cross_entropy(module.call(tokens), classes);
            loss.backward();
            optimizer.step();
            losses.Add(loss.item<float>());
        }

        Assert.True(losses[^1] < losses[0] / 5, $"the loss went from {losses[0]} to {losses[^1]}");
    }

    private static float[] Floats(torch.Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
