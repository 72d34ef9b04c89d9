using static ModelDsl.Runtime.Tests.Boltzmann.Enumeration;

namespace ModelDsl.Runtime.Tests.Boltzmann;

public sealed class RestrictedBoltzmannMachineTests
{
    private static readonly double[][] Data = [[1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 1, 1], [1, 0, 1, 1]];

    private static readonly ContrastiveDivergence Plain = new() { LearningRate = 1, Momentum = 0, WeightDecay = 0 };

    [Fact]
    public void units_are_on_with_the_probabilities_that_the_energy_gives()
    {
        using var machine = Small();
        var exact = Of(machine);
        using var visible = Batch(States(4));
        using var hidden = machine.Hidden(visible);
        Numbers.AssertClose([.. States(4).SelectMany(v => Mean(exact.HiddenStates(v), 3))], Numbers.ToDoubles(hidden), 1e-5, "hidden");
        using var states = Batch(States(3));
        using var back = machine.Visible(states);
        Numbers.AssertClose([.. States(3).SelectMany(h => Mean(exact.VisibleStates(h), 4))], Numbers.ToDoubles(back), 1e-5, "visible");
    }

    [Fact]
    public void the_free_energy_is_the_log_of_a_sum_over_the_hidden_states()
    {
        using var machine = Small();
        var exact = Of(machine);
        using var visible = Batch(States(4));
        using var energy = machine.FreeEnergy(visible);
        Assert.Equal([16], energy.Sizes);
        Numbers.AssertClose([.. States(4).Select(v => -Math.Log(exact.Unnormalised(v)))], Numbers.ToDoubles(energy), 1e-5, "free energy");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void an_update_is_the_mean_over_all_chains_of_so_many_steps(int steps, bool samplesVisible)
    {
        using var machine = Small();
        var exact = Of(machine);
        double[][] differences = [.. Data.Select(v => exact.Statistics(v).Zip(exact.StatisticsAfter(v, steps, samplesVisible), (own, made) => own - made).ToArray())];
        double[] expected = [.. Enumerable.Range(0, exact.All.Length).Select(i => differences.Average(difference => difference[i]))];
        AssertNear(expected, Update(machine, Plain with { Steps = steps, SamplesVisible = samplesVisible }));
    }

    [Fact]
    public void after_many_steps_an_update_is_the_gradient_of_the_likelihood()
    {
        using var machine = Small();
        double[] gradient = Slopes(Of(machine));
        AssertNear(gradient, Update(machine, Plain with { Steps = 40, SamplesVisible = true }));

        using var same = Small();
        double[] afterOne = Update(same, Plain with { SamplesVisible = true });
        Assert.True(gradient.Zip(afterOne, (a, b) => Math.Abs(a - b)).Max() > 0.05, "one step is not enough here");
    }

    [Fact]
    public void the_likelihood_rises_and_the_error_falls_as_it_learns()
    {
        using var machine = new RestrictedBoltzmannMachine(4, 8, seed: 1);
        using var batch = Batch(Data);
        double before = Of(machine).LogLikelihood(Data);
        var settings = new ContrastiveDivergence { LearningRate = 0.2, Momentum = 0.5 };
        float[] errors = [.. Enumerable.Range(0, 1000).Select(_ => machine.TrainStep(batch, settings))];
        double after = Of(machine).LogLikelihood(Data);

        Assert.Equal(-4 * Math.Log(2), before, tolerance: 0.02); // all states alike
        Assert.InRange(after, -2, -Math.Log(4)); // no model of four different examples is above -log 4
        Assert.True(errors[^100..].Average() < 0.4 * errors[0], $"{errors[0]} became {errors[^100..].Average()}");
    }

    [Fact]
    public void the_error_is_the_mean_squared_one_of_what_is_made_of_the_batch()
    {
        // Without weights the hidden units say nothing, and every visible unit is on with the probability of its bias.
        using var machine = new RestrictedBoltzmannMachine(2, 3);
        machine.Weight.CopyFrom<float>(new float[6]);
        machine.VisibleBias.CopyFrom<float>([0, MathF.Log(3)]);
        using var batch = Batch([[1, 1], [0, 1]]);
        Assert.Equal((0.25 + 0.0625) / 2, machine.TrainStep(batch, Plain), tolerance: 1e-6);
    }

    [Fact]
    public void a_part_of_the_last_update_goes_on()
    {
        using var machine = Small();
        using var batch = Batch(Data);
        double[] start = Of(machine).All;
        machine.TrainStep(batch, Plain);
        double[] first = Of(machine).All;
        machine.TrainStep(batch, Plain with { LearningRate = 0, Momentum = 0.5 });
        double[] expected = [.. first.Zip(start, (now, then) => now + (0.5 * (now - then)))];
        Numbers.AssertClose(expected, Of(machine).All, 1e-4, "momentum");
    }

    [Fact]
    public void weights_decay_and_biases_do_not()
    {
        using var batch = Batch(Data);
        using var plain = Small();
        using var decayed = Small();
        double[] start = Of(plain).All;
        plain.TrainStep(batch, Plain with { LearningRate = 0.5 });
        decayed.TrainStep(batch, Plain with { LearningRate = 0.5, WeightDecay = 0.1 });
        double[] expected = [.. Of(plain).All.Select((number, i) => i < 12 ? number - (0.5 * 0.1 * start[i]) : number)];
        Numbers.AssertClose(expected, Of(decayed).All, 1e-4, "decay");
    }

    [Fact]
    public void the_same_seed_learns_the_same_to_the_bit_and_another_seed_something_else()
    {
        Assert.Equal(Learned(1), Learned(1));
        Assert.NotEqual(Learned(1), Learned(2));

        static float[] Learned(int seed)
        {
            using var machine = new RestrictedBoltzmannMachine(4, 3, seed);
            using var batch = Batch(Data);
            for (int i = 0; i < 5; i++) machine.TrainStep(batch, new ContrastiveDivergence());
            return machine.Weight.ToArray<float>();
        }
    }

    [Fact]
    public void images_are_taken_flat()
    {
        using var machine = Small();
        using var rows = Batch(Data);
        using var images = Tensor.From<float>(rows.ToArray<float>(), [4, 1, 2, 2]);
        using var ofRows = machine.Hidden(rows);
        using var ofImages = machine.Hidden(images);
        Assert.Equal(ofRows.ToArray<float>(), ofImages.ToArray<float>());
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void a_layer_takes_the_hidden_units_weights_and_biases(ElementType type)
    {
        using var machine = Small();
        using var network = new Bench(type);
        var layer = new LinearParameters(network, "fc1", [3, 4], bias: true, Initialization.Zeros);
        machine.CopyTo(layer);
        Assert.Equal(Numbers.ToDoubles(machine.Weight), Numbers.ToDoubles(layer.Weight.Value));
        Assert.Equal(Numbers.ToDoubles(machine.HiddenBias), Numbers.ToDoubles(layer.Bias!.Value));
    }

    [Fact]
    public void a_layer_of_another_size_or_without_bias_is_refused()
    {
        using var machine = Small();
        using var network = new Bench();
        var other = new LinearParameters(network, "fc1", [3, 5], bias: true, Initialization.Zeros);
        Assert.Equal("fc1.weight: expected [3, 4], given [3, 5]", Assert.Throws<ShapeMismatchException>(() => machine.CopyTo(other)).Message);
        var bare = new LinearParameters(network, "fc2", [3, 4], bias: false, Initialization.Zeros);
        Assert.Contains("fc2 has no bias", Assert.Throws<ArgumentException>(() => machine.CopyTo(bare)).Message);
    }

    [Fact]
    public void examples_of_another_length_or_type_are_refused()
    {
        using var machine = Small();
        using var five = Tensor.Zeros([2, 5]);
        using var row = Tensor.Zeros([4]);
        using var none = Tensor.Zeros([0, 4]);
        using var doubles = Tensor.Zeros([2, 4], ElementType.Float64);
        Assert.Equal("visible: expected [N, ...] with 4 numbers an example, given [2, 5]", Assert.Throws<ShapeMismatchException>(() => machine.Hidden(five)).Message);
        Assert.Throws<ShapeMismatchException>(() => machine.FreeEnergy(row));
        Assert.Throws<ShapeMismatchException>(() => machine.TrainStep(none, Plain));
        Assert.Equal("hidden: expected [N, ...] with 3 numbers an example, given [2, 5]", Assert.Throws<ShapeMismatchException>(() => machine.Visible(five)).Message);
        Assert.Contains("Expected Float32, given Float64", Assert.Throws<ArgumentException>(() => machine.Hidden(doubles)).Message);
    }

    [Fact]
    public void settings_out_of_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { LearningRate = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { Momentum = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { WeightDecay = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RestrictedBoltzmannMachine(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RestrictedBoltzmannMachine(3, 0));
    }

    /// <summary>Four visible and three hidden units that depend on each other strongly.</summary>
    private static RestrictedBoltzmannMachine Small()
    {
        var machine = new RestrictedBoltzmannMachine(4, 3, seed: 5);
        machine.Weight.CopyFrom<float>([1.5f, -1, 0.5f, 2, -2, 1, 1, -0.5f, 0.3f, 2, -1.5f, 1]);
        machine.VisibleBias.CopyFrom<float>([0.2f, -0.5f, 0.1f, -0.3f]);
        machine.HiddenBias.CopyFrom<float>([-0.4f, 0.3f, -0.1f]);
        return machine;
    }

    private static Tensor Batch(double[][] examples, int times = 1) =>
        Tensor.From<float>([.. Enumerable.Repeat(examples, times).SelectMany(all => all).SelectMany(v => v).Select(x => (float)x)], [examples.Length * times, examples[0].Length]);

    /// <summary>How far one step from many copies of the data moves each number.</summary>
    private static double[] Update(RestrictedBoltzmannMachine machine, ContrastiveDivergence settings)
    {
        double[] before = Of(machine).All;
        using var batch = Batch(Data, times: 25_000);
        machine.TrainStep(batch, settings);
        return [.. Of(machine).All.Zip(before, (now, then) => now - then)];
    }

    /// <summary>The slopes of the log likelihood by central differences.</summary>
    private static double[] Slopes(Enumeration machine)
    {
        const double Step = 1e-5;
        return [.. machine.All.Select((number, i) =>
            (machine.With(i, number + Step).LogLikelihood(Data) - machine.With(i, number - Step).LogLikelihood(Data)) / (2 * Step))];
    }

    /// <summary>Within five standard deviations of the mean of 100,000 numbers from 0 to 1, which is at most 0.0016.</summary>
    private static void AssertNear(double[] expected, double[] given)
    {
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - given[i]) < 0.008, $"number {i}: expected {expected[i]:0.0000}, given {given[i]:0.0000}");
    }
}
