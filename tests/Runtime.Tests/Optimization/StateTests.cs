namespace ModelDsl.Runtime.Tests.Optimization;

/// <summary>An optimiser's state, out to a checkpoint and back.</summary>
public sealed class StateTests
{
    [Fact]
    public void momentum_keeps_a_velocity_per_parameter_and_plain_sgd_nothing()
    {
        using var network = Network();
        using var momentum = new Sgd(0.1, momentum: 0.9);
        using var plain = new Sgd(0.1);
        Assert.Empty(momentum.State);
        Update(network, momentum, 1);
        Update(network, plain, 1);
        Assert.Equal(["fc1.weight/velocity", "fc2.weight/velocity"], momentum.State.Select(entry => entry.Name));
        Assert.Equal([2L, 3L], momentum.State[0].Value.Sizes);
        Assert.Empty(plain.State);
    }

    [Fact]
    public void adam_keeps_mean_variance_and_the_number_of_updates()
    {
        using var network = Network();
        using var adam = new Adam();
        Update(network, adam, 3);
        Assert.Equal(
            ["fc1.weight/mean", "fc1.weight/variance", "fc1.weight/step", "fc2.weight/mean", "fc2.weight/variance", "fc2.weight/step"],
            adam.State.Select(entry => entry.Name));
        Assert.Equal([3L], adam.State[2].Value.ToArray<long>());
        Update(network, adam, 1);
        Assert.Equal([4L], adam.State[2].Value.ToArray<long>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_restored_state_goes_on_as_if_nothing_had_happened(bool adam)
    {
        Optimizer Make() => adam ? new Adam(0.05) : new Sgd(0.05, momentum: 0.9);
        using var unbroken = Network();
        using var before = Make();
        Update(unbroken, before, 3);

        using var resumed = Network();
        for (int i = 0; i < 2; i++) resumed.Parameters[i].Value.CopyFrom<float>(unbroken.Parameters[i].Value.ToArray<float>());
        using var after = Make();
        Update(resumed, after, 0);
        var saved = before.State.ToDictionary(entry => entry.Name, entry => entry.Value.Clone());
        after.Restore(resumed.Parameters, saved);
        foreach (var tensor in saved.Values) tensor.Dispose();

        Update(unbroken, before, 2);
        Update(resumed, after, 2);
        for (int i = 0; i < 2; i++)
            Assert.Equal(unbroken.Parameters[i].Value.ToArray<float>(), resumed.Parameters[i].Value.ToArray<float>());
    }

    [Fact]
    public void a_parameter_without_saved_state_starts_afresh()
    {
        using var network = Network();
        using var adam = new Adam();
        Update(network, adam, 2);
        var part = adam.State.Where(entry => entry.Name.StartsWith("fc2", StringComparison.Ordinal));
        var saved = part.ToDictionary(entry => entry.Name, entry => entry.Value.Clone());
        adam.Restore(network.Parameters, saved);
        Assert.Equal(["fc2.weight/mean", "fc2.weight/variance", "fc2.weight/step"], adam.State.Select(entry => entry.Name));
        Update(network, adam, 1);
        Assert.Equal([3L], adam.State.Single(entry => entry.Name == "fc2.weight/step").Value.ToArray<long>());
        Assert.Equal([1L], adam.State.Single(entry => entry.Name == "fc1.weight/step").Value.ToArray<long>());
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "foreign", "fc9.weight/mean" },
        { "incomplete", "fc1.weight/variance" },
        { "sizes", "expected [2, 3], given [3, 2]" },
        { "role", "fc1.weight/velocity" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void a_state_that_does_not_fit_is_an_error_and_changes_nothing(string damage, string message)
    {
        using var network = Network();
        using var adam = new Adam();
        Update(network, adam, 2);
        var saved = adam.State.ToDictionary(entry => entry.Name, entry => entry.Value.Clone());
        if (damage == "foreign") saved["fc9.weight/mean"] = Tensor.Zeros([2]);
        if (damage == "incomplete") saved.Remove("fc1.weight/variance");
        if (damage == "sizes") saved["fc1.weight/mean"] = Tensor.Zeros([3, 2]);
        if (damage == "role") saved["fc1.weight/velocity"] = Tensor.Zeros([2, 3]);
        Update(network, adam, 1);
        float[] mean = adam.State[0].Value.ToArray<float>();
        var error = Assert.ThrowsAny<ArgumentException>(() => adam.Restore(network.Parameters, saved));
        Assert.Contains(message, error.Message);
        Assert.Equal(mean, adam.State[0].Value.ToArray<float>());
        Assert.Equal([3L], adam.State[2].Value.ToArray<long>());
    }

    private static Bench Network()
    {
        var network = new Bench(seed: 4);
        network.AddParameter("fc1", "weight", [2, 3], Initialization.He);
        network.AddParameter("fc2", "weight", [4], Initialization.Normal(1));
        return network;
    }

    private static void Update(Bench network, Optimizer optimizer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            foreach (var parameter in network.Parameters)
            {
                using var gradient = Numbers.Random(parameter.Value.Sizes, ElementType.Float32, seed: i + (int)parameter.Length);
                optimizer.Update(parameter, gradient.Handle);
            }
        }
    }
}
