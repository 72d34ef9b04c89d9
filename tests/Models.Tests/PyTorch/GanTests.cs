using ModelDsl.Runtime;
using ModelDsl.Runtime.Adversarial;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Models.Tests.PyTorch;

using Nets;
using F6 = Nets.F6;

/// <summary>Adversaries, and the reader of a code, learn by a trainer as PyTorch's do by the loop that its users write: from the same weights, noise and examples the same losses and weights.</summary>
public sealed class GanTests
{
    private const int Steps = 4, Batch = 5, Seed = 7, Values = 3;
    private const double Rate = 0.05, Momentum = 0.5;

    [PyTorchFact]
    public void losses_weights_and_samples_are_pytorchs()
    {
        using var oracle = new Oracle(FormattableString.Invariant($"gan --steps {Steps} --batch {Batch} --seed {Seed} --lr {Rate} --momentum {Momentum}").Split(' '));
        using var generator = new ToyGenerator(Seed, elementType: ElementType.Float64);
        using var discriminator = new ToyDiscriminator(1, elementType: ElementType.Float64);
        using var reader = new ToyReader(2, elementType: ElementType.Float64);
        (string Name, Network Network)[] networks = [("generator", generator), ("discriminator", discriminator), ("reader", reader)];
        foreach (var (name, network) in networks) network.LoadByOrder(oracle.Path, $"{name}/");

        using var own = new Sgd(Rate, Momentum);
        using var critic = new Sgd(Rate, Momentum);
        using var teacher = new Sgd(Rate, Momentum);
        var options = new GanOptions { Latent = Latent.Normal with { Categories = Values }, RealTarget = 0.9 };
        var gan = Gan.Of(generator, discriminator, critic, options, MutualInformation.Of(reader, teacher, weight: 0.5));
        var notes = new Notes(gan);
        using var real = oracle.Read("real");
        // A loader without a shuffle: an epoch of one batch after the other.
        for (int step = 0; step < Steps; step++)
        {
            var examples = new Dataset<F6>(Examples.Floats<F6>([.. real.ToArray<double>().Select(x => (float)x).Skip(step * Batch * 6).Take(Batch * 6)]));
            Trainer.For(gan, own, new TrainerOptions { Epochs = 1, BatchSize = Batch, Callbacks = [notes] }).Train(examples);
        }

        using var losses = oracle.Read("losses");
        Assert.Equal(Steps * gan.LossTerms.Count, notes.Parts.Count);
        Assert.All(losses.ToArray<double>().Zip(notes.Parts), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        foreach (var (name, network) in networks)
        {
            var learned = oracle.Names($"after/{name}/").Where(key => !key.Contains("running") && !key.Contains("num_batches")).ToList();
            Assert.Equal(learned.Count, network.Parameters.Count);
            foreach (var (expected, parameter) in learned.Zip(network.Parameters))
            {
                using var wanted = oracle.Read(expected);
                Assert.True(Difference.Relative(wanted, parameter.Value) < 1e-6, $"{expected}: {Difference.Relative(wanted, parameter.Value):e1}");
            }
        }

        using var wantedSamples = oracle.Read("samples");
        using var samples = gan.Sample([0, 1, 2], seed: 99);
        Assert.True(Difference.Relative(wantedSamples, samples) < 1e-6);
    }

    /// <summary>The parts of each step's loss.</summary>
    private sealed class Notes(ITrainable<Batch<F6>> gan) : TrainingCallback
    {
        public List<double> Parts { get; } = [];

        public override void StepEnded(in StepReport step) => Parts.AddRange(gan.LossParts.Select(part => (double)part));
    }
}
