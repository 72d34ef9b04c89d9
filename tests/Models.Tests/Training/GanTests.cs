using System.Runtime.InteropServices;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Adversarial;
using ModelDsl.Runtime.Checkpoints;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Models.Tests.Training;

// The model library has shapes of these names too.
using Nets;
using F6 = Nets.F6;

/// <summary>Adversaries under a trainer (nets/gan.net). Their numbers are held to PyTorch's in PyTorch/GanTests.</summary>
public sealed class GanTests : IDisposable
{
    private const int Count = 48, Steps = 3; // in an epoch of 48 examples, 16 in a batch

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Checkpoint => Path.Combine(_folder, "training.safetensors");

    /// <summary>Three clusters of examples: two numbers of the six are near 0.9, the others near 0.1.</summary>
    private static Dataset<F6> Examples6 { get; } = MakeExamples();

    public static TheoryData<int> Interruptions => [.. Enumerable.Range(1, 2 * Steps)];

    [Fact]
    public void what_the_generator_makes_comes_to_look_like_the_examples()
    {
        using var generator = new ToyGenerator(seed: 1);
        using var discriminator = new ToyDiscriminator(seed: 2);
        using var reader = new ToyReader(seed: 3);
        using var own = new Adam(0.01, beta1: 0.5);
        using var critic = new Adam(0.01, beta1: 0.5);
        using var teacher = new Adam(0.01);
        var gan = Gan.Of(generator, discriminator, critic, new GanOptions { Latent = Latent.Normal with { Categories = 3 }, RealTarget = 0.9 }, MutualInformation.Of(reader, teacher));
        double before = Distance(gan);
        var history = Trainer.For(gan, own, Options() with { Epochs = 100 }).Train(Examples6);

        // How near depends on the last bits: under half of it with two threads, 0.55 with one.
        Assert.True(Distance(gan) < before * 2 / 3, $"{before} before, {Distance(gan)} after");
        Assert.Equal(["discriminator", "generator", "information"], history.Epochs[^1].TrainLossParts!.Select(part => part.Term));
        Assert.Equal(history.Epochs[^1].TrainLoss, history.Epochs[^1].TrainLossParts!.Sum(part => part.Value), 1e-4);
        // The reader can tell.
        Assert.True(history.Epochs[^1].TrainLossParts![2].Value < 0.5 * Math.Log(3), $"{history.Epochs[^1].TrainLossParts![2].Value}");
    }

    [Fact]
    public void samples_are_made_by_averaged_weights_and_the_training_does_not_notice()
    {
        const double Decay = 0.8;
        using var plain = new Pair(new GanOptions());
        using var averaged = new Pair(new GanOptions());
        float[] mean = Weights(plain.Generator);
        var after = new AfterStep(() => mean = [.. mean.Zip(Weights(plain.Generator), (m, w) => (float)(Decay * m + (1 - Decay) * w))]);
        Trainer.For(plain.Gan, plain.Own, Options() with { Callbacks = [after] }).Train(Examples6);
        Trainer.For(averaged.Gan, averaged.Own, Options() with { WeightAveraging = Decay }).Train(Examples6);

        Assert.Equal(Bits(plain.Discriminator), Bits(averaged.Discriminator));
        Assert.All(mean.Zip(Weights(averaged.Generator)), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
        using var samples = averaged.Gan.Sample(4);
        using var others = plain.Gan.Sample(4);
        Assert.NotEqual(others.ToArray<float>(), samples.ToArray<float>());
    }

    [Fact]
    public void the_generator_learns_from_every_kth_batch()
    {
        using var pair = new Pair(new GanOptions { DiscriminatorSteps = 3 });
        List<(string Generator, string Discriminator)> seen = [(Bits(pair.Generator), Bits(pair.Discriminator))];
        Trainer.For(pair.Gan, pair.Own, Options() with { Epochs = 2, Callbacks = [new AfterStep(() => seen.Add((Bits(pair.Generator), Bits(pair.Discriminator))))] }).Train(Examples6);

        var moves = seen.Zip(seen.Skip(1), (before, after) => (Generator: before.Generator != after.Generator, Discriminator: before.Discriminator != after.Discriminator)).ToList();
        Assert.All(moves, move => Assert.True(move.Discriminator));
        Assert.Equal([false, false, true, false, false, true], moves.Select(move => move.Generator));
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void cancelled_after_any_step_it_goes_on_to_the_same_bits(int step)
    {
        var whole = Run(checkpoint: null, cancelAt: null);
        Run(Checkpoint, step);
        Assert.Equal(whole, Run(Checkpoint, cancelAt: null));
    }

    [Fact]
    public void a_trainings_checkpoint_is_the_generators()
    {
        using var pair = new Pair(new GanOptions());
        Trainer.For(pair.Gan, pair.Own, Options() with { Epochs = 1, Checkpoint = Checkpoint }).Train(Examples6);
        using var again = new ToyGenerator(seed: 9);
        again.Load(Checkpoint);
        Assert.Equal(Bits(pair.Generator), Bits(again));
    }

    [Fact]
    public void a_checkpoint_without_the_adversary_is_refused_and_nothing_changes()
    {
        using (var alone = new ToyGenerator(seed: 1))
        {
            using var optimizer = new Adam(0.01);
            var codes = new Dataset<Nets.F8, Tensor<F6>>(Examples.Floats<Nets.F8>(new float[Count * 8]), Examples.Floats<F6>(new float[Count * 6]));
            Trainer.For(alone, optimizer, Options() with { Epochs = 1, Checkpoint = Checkpoint }).Train(codes);
        }

        using var pair = new Pair(new GanOptions());
        var before = (Bits(pair.Generator), Bits(pair.Discriminator));
        var e = Assert.Throws<CheckpointException>(() => Trainer.For(pair.Gan, pair.Own, Options() with { Checkpoint = Checkpoint }).Train(Examples6));
        Assert.Contains("beside its network nothing learns; here discriminator does", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, (Bits(pair.Generator), Bits(pair.Discriminator)));
    }

    [Fact]
    public void another_optimiser_of_the_adversary_is_refused_and_nothing_changes()
    {
        using (var saved = new Pair(new GanOptions())) Trainer.For(saved.Gan, saved.Own, Options() with { Epochs = 1, Checkpoint = Checkpoint }).Train(Examples6);
        using var pair = new Pair(new GanOptions());
        using var critic = new Sgd(0.01);
        var before = (Bits(pair.Generator), Bits(pair.Discriminator));
        var gan = Gan.Of(pair.Generator, pair.Discriminator, critic);
        var e = Assert.Throws<CheckpointException>(() => Trainer.For(gan, pair.Own, Options() with { Checkpoint = Checkpoint }).Train(Examples6));
        Assert.Contains("holds the state of Adam under 'training/discriminator/'; Sgd was to be restored", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, (Bits(pair.Generator), Bits(pair.Discriminator)));
    }

    [Fact]
    public void schedules_move_both_rates_and_leave_them_as_they_were()
    {
        using var pair = new Pair(new GanOptions());
        var rates = new List<(double, double)>();
        Trainer.For(pair.Gan, pair.Own, Options() with { Epochs = 2, Schedule = LearningRateSchedule.Steps(1, 0.1), Callbacks = [new AfterStep(() => rates.Add((pair.Own.LearningRate, pair.Critic.LearningRate)))] })
            .Train(Examples6);
        Assert.All(rates, rate => Assert.Equal(2 * rate.Item1, rate.Item2, 1e-12));
        Assert.Equal(0.1 * rates[0].Item1, rates[^1].Item1, 1e-12);
        Assert.Equal((0.01, 0.02), (pair.Own.LearningRate, pair.Critic.LearningRate));
    }

    [Fact]
    public void a_measurement_teaches_nobody_and_is_the_same_twice()
    {
        using var pair = new Pair(new GanOptions());
        var before = (Bits(pair.Generator), Bits(pair.Discriminator));
        var trainer = Trainer.For(pair.Gan, pair.Own, Options());
        var first = trainer.Evaluate(Examples6);
        Assert.Equal(first.Loss, trainer.Evaluate(Examples6).Loss);
        Assert.Equal(before, (Bits(pair.Generator), Bits(pair.Discriminator)));
        Assert.Equal(["discriminator", "generator"], first.LossParts!.Select(part => part.Term));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void gradients_of_inputs_alone_are_those_that_come_with_the_others(bool usesBlocks)
    {
        using var net = new Convolutional(seed: 1) { UsesBlocks = usesBlocks };
        var composable = Composable<Nets.F8x12x12, Nets.F1>.Of(net);
        using var input = Tensor<Nets.F8x12x12>.From(Numbers(6 * 8 * 12 * 12, seed: 4));
        using var slope = Tensor<Nets.F1>.From(Numbers(6, seed: 5));
        using var with = composable.Forward(input);
        using var whole = with.Backward(slope);
        Assert.All(net.Parameters, parameter => Assert.NotNull(parameter.Gradient));
        net.ZeroGradients();

        using var without = composable.Forward(input);
        using var alone = without.Backward(slope, learns: false);
        Assert.All(net.Parameters, parameter => Assert.Null(parameter.Gradient));
        Assert.True(Difference.Relative(whole, alone) < 1e-5, $"{Difference.Relative(whole, alone)}");

        using var after = composable.Forward(input);
        after.Backward(slope).Dispose();
        Assert.All(net.Parameters, parameter => Assert.NotNull(parameter.Gradient));
    }

    [Fact]
    public void the_values_of_a_code_are_drawn_as_often_as_each_other_and_stand_behind_the_noise()
    {
        using var random = new RandomStream(seed: 1);
        using var latents = (Latent.Uniform with { Categories = 3 }).Draw<Nets.F8>(3000, ElementType.Float32, random);
        long[] values = latents.Values!.ToArray<long>();
        Assert.All(Enumerable.Range(0, 3), value => Assert.InRange(values.Count(v => v == value), 900, 1100));
        Assert.All(latents.Numbers.ToArray<float>().Chunk(8).Zip(values), row =>
        {
            Assert.All(row.First[..5], number => Assert.InRange(number, -1, 1));
            Assert.Equal(row.Second, Array.IndexOf(row.First, 1, 5) - 5);
            Assert.Equal(1, row.First[5..].Sum());
        });
    }

    [Fact]
    public void what_does_not_fit_is_an_error_that_says_so()
    {
        using var generator = new ToyGenerator();
        using var discriminator = new ToyDiscriminator();
        using var unsure = new Unsure();
        using var reader = new ToyReader();
        using var optimizer = new Sgd(0.1);
        Assert.StartsWith("Unsure ends in 'fc-1', which is no probability; let it end in 'sigmoid'.", Assert.Throws<ArgumentException>(() => Gan.Of(generator, unsure, optimizer)).Message);
        Assert.StartsWith("Unsure gives no probabilities of the code's values", Assert.Throws<ArgumentException>(() => MutualInformation.Of(unsure, optimizer)).Message);
        Assert.StartsWith("ToyGenerator takes 8 numbers, which leaves none for noise beside a code of 8 values.",
            Assert.Throws<ArgumentException>(() => Gan.Of(generator, discriminator, optimizer, new GanOptions { Latent = Latent.Normal with { Categories = 8 } })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Latent.Normal with { Categories = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GanOptions { DiscriminatorSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GanOptions { RealTarget = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => MutualInformation.Of(reader, optimizer, weight: 0));

        using var critic = new Sgd(0.1);
        using var teacher = new Sgd(0.1);
        var gan = Gan.Of(generator, discriminator, critic, new GanOptions(), MutualInformation.Of(reader, teacher));
        Assert.StartsWith("ToyGenerator, discriminator, reader: one optimiser updates two of them; each needs its own.", Assert.Throws<ArgumentException>(() => Trainer.For(gan, critic)).Message);
        var e = Assert.Throws<InvalidOperationException>(() => Trainer.For(gan, optimizer, Options()).Train(Examples6));
        Assert.Equal("ToyReader reads a code of 3 values; the samples' has 0. Set GanOptions.Latent to Latent.Normal with { Categories = 3 }.", e.Message);
        Assert.Throws<ArgumentOutOfRangeException>("values", () => gan.Sample([0]));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => gan.Sample(0));
    }

    private static TrainerOptions Options() => new() { Epochs = 3, BatchSize = 16, Seed = 3 };

    /// <summary>What a training of two epochs ends with; cancelled after so many steps.</summary>
    private static (string, string, string) Run(string? checkpoint, int? cancelAt)
    {
        using var generator = new ToyGenerator(seed: 1);
        using var discriminator = new ForgetfulDiscriminator(seed: 2);
        using var reader = new ToyReader(seed: 3);
        using var own = new Adam(0.01);
        using var critic = new Adam(0.01);
        using var teacher = new Adam(0.01);
        using var cancellation = new CancellationTokenSource();
        var gan = Gan.Of(generator, discriminator, critic, new GanOptions { Latent = Latent.Normal with { Categories = 3 }, DiscriminatorSteps = 2 }, MutualInformation.Of(reader, teacher));
        int step = 0;
        Trainer.For(gan, own, Options() with { Epochs = 2, Checkpoint = checkpoint, Callbacks = [new AfterStep(() => { if (++step == cancelAt) cancellation.Cancel(); })] })
            .Train(Examples6, cancellation: cancellation.Token);
        return (Bits(generator), Bits(discriminator), Bits(reader));
    }

    /// <summary>How far samples are from the nearer cluster, on average.</summary>
    private static double Distance(Gan<Nets.F8, F6, Nets.F1> gan)
    {
        using var samples = gan.Sample(200, seed: 5);
        return samples.ToArray<float>().Chunk(6).Average(sample => Enumerable.Range(0, 3).Min(cluster => Math.Sqrt(sample.Select((x, i) => Math.Pow(x - (i / 2 == cluster ? 0.9 : 0.1), 2)).Sum())));
    }

    private static string Bits(Network network) => Convert.ToHexString(MemoryMarshal.AsBytes<float>(Weights(network)));

    private static float[] Weights(Network network) => [.. network.Parameters.SelectMany(parameter => parameter.Value.ToArray<float>())];

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static Dataset<F6> MakeExamples()
    {
        var noise = Numbers(Count * 6, seed: 1);
        return new Dataset<F6>(Examples.Floats<F6>([.. noise.Select((x, i) => (i % 6 / 2 == i / 6 % 3 ? 0.9f : 0.1f) + 0.1f * x)]));
    }

    private sealed class Pair : IDisposable
    {
        public Pair(GanOptions options) => Gan = Runtime.Adversarial.Gan.Of(Generator, Discriminator, Critic, options);

        public ToyGenerator Generator { get; } = new(seed: 1);

        public ToyDiscriminator Discriminator { get; } = new(seed: 2);

        public Adam Own { get; } = new(0.01);

        public Adam Critic { get; } = new(0.02);

        public Gan<Nets.F8, F6, Nets.F1> Gan { get; }

        public void Dispose()
        {
            Generator.Dispose();
            Discriminator.Dispose();
            Own.Dispose();
            Critic.Dispose();
        }
    }

    private sealed class AfterStep(Action then) : TrainingCallback
    {
        public override void StepEnded(in StepReport step) => then();
    }
}
