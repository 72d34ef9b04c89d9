namespace ModelDsl.Runtime.Tests.Optimization;

/// <summary>What an optimiser accepts, and which parameters it touches.</summary>
public sealed class OptimizerTests
{
    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void a_learning_rate_that_is_no_number_of_at_least_0_is_an_error(double rate)
    {
        Assert.Throws<ArgumentOutOfRangeException>("LearningRate", () => new Sgd(rate));
        Assert.Throws<ArgumentOutOfRangeException>("LearningRate", () => new Adam(rate));
        using var optimizer = new Sgd(0.1);
        Assert.Throws<ArgumentOutOfRangeException>("LearningRate", () => optimizer.LearningRate = rate);
        Assert.Equal(0.1, optimizer.LearningRate);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void momentum_and_betas_outside_0_to_1_are_errors(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new Sgd(0.1, momentum: value));
        Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new Adam(beta1: value));
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new Adam(beta2: value));
    }

    [Fact]
    public void other_arguments_are_checked_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Sgd(0.1, weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Adam(weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new Adam(epsilon: 0));
        Assert.Throws<ArgumentException>("nesterov", () => new Sgd(0.1, nesterov: true));
    }

    [Fact]
    public void a_changed_learning_rate_counts_from_the_next_update()
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = new Sgd(1);
        var parameter = network.AddParameter("fc", "weight", [1], Initialization.Zeros);
        using var gradient = Tensor.From<double>([1], [1]);
        optimizer.Update(parameter, gradient.Handle);
        optimizer.LearningRate = 0.25;
        optimizer.Update(parameter, gradient.Handle);
        Assert.Equal([-1.25], parameter.Value.ToArray<double>());
    }

    [Fact]
    public void a_step_updates_the_parameters_that_have_a_gradient_and_leaves_it()
    {
        using var network = new Bench();
        using var optimizer = new Sgd(1);
        var with = network.AddParameter("fc1", "weight", [2], Initialization.Zeros);
        var without = network.AddParameter("fc2", "weight", [2], Initialization.Zeros);
        using (var step = network.Begin())
        {
            using var gradient = Tensor.From<float>([1, -2], [2]);
            step.Accumulate(with, step.Input(gradient, "gradient"));
        }

        optimizer.Step(network.Parameters);
        Assert.Equal([-1, 2], with.Value.ToArray<float>());
        Assert.Equal([1, -2], with.Gradient!.ToArray<float>());
        Assert.Equal([0, 0], without.Value.ToArray<float>());
    }

    [Fact]
    public void a_gradient_of_other_sizes_is_an_error_of_the_layer()
    {
        using var network = new Bench();
        using var optimizer = new Sgd(1, momentum: 0.5);
        var parameter = network.AddParameter("fc1", "weight", [2], Initialization.Zeros);
        using var gradient = Tensor.From<float>([1, 2, 3], [3]);
        using var step = network.Begin();
        var error = Assert.Throws<LayerException>(() => step.Update(optimizer, parameter, step.Input(gradient, "gradient")));
        Assert.Equal("fc1", error.Layer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_group_has_a_rate_and_a_decay_of_its_own_and_the_last_one_counts(bool fused)
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = new Sgd(1, weightDecay: 0.5) { AllowFused = fused };
        var body = network.AddParameter("fc1", "weight", [1], Initialization.Ones);
        var head = network.AddParameter("fc2", "weight", [1], Initialization.Ones);
        var bias = network.AddParameter("fc2", "bias", [1], Initialization.Ones);
        using var gradient = Tensor.From<double>([1], [1]);
        optimizer.SetGroup(p => p.Layer == "fc2", rate: 10);
        optimizer.SetGroup(p => p.IsBias, decay: 0);
        foreach (var parameter in network.Parameters) optimizer.Update(parameter, gradient.Handle);
        Assert.Equal([1 - 1.5], body.Value.ToArray<double>());
        Assert.Equal([1 - 15.0], head.Value.ToArray<double>());
        Assert.Equal([1 - 1.0], bias.Value.ToArray<double>());
    }

    [Fact]
    public void a_group_set_later_counts_from_the_next_update()
    {
        using var network = new Bench(ElementType.Float64);
        using var optimizer = new Adam(1);
        var parameter = network.AddParameter("fc", "weight", [1], Initialization.Ones);
        using var gradient = Tensor.From<double>([1], [1]);
        optimizer.SetGroup(_ => true, rate: 0);
        optimizer.Update(parameter, gradient.Handle);
        Assert.Equal([1.0], parameter.Value.ToArray<double>());
        optimizer.SetGroup(_ => true, rate: 0.5);
        optimizer.Update(parameter, gradient.Handle);
        Assert.Equal(0.5, parameter.Value.ToArray<double>()[0], 6);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void a_groups_factor_that_is_no_number_of_at_least_0_is_an_error(double factor)
    {
        using var optimizer = new Sgd(1);
        Assert.Throws<ArgumentOutOfRangeException>("rate", () => optimizer.SetGroup(_ => true, rate: factor));
        Assert.Throws<ArgumentOutOfRangeException>("decay", () => optimizer.SetGroup(_ => true, decay: factor));
    }

    [Fact]
    public void every_optimiser_checks_its_numbers_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new Adagrad(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new RmsProp(alpha: 1));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new RmsProp(momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new RmsProp(epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>("rho", () => new Adadelta(rho: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new Adadelta(epsilon: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new Lars(momentum: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("trust", () => new Lars(trust: -1));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new AdamW(weightDecay: -1));
    }
}
