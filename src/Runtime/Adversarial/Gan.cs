using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Adversarial;

/// <summary>Makes <see cref="Gan{TNoise, TSample, TScore}"/> without spelling out its types.</summary>
public static class Gan
{
    /// <summary>
    /// A generator and its adversary: <c>Trainer.For(Gan.Of(generator, discriminator, critic), optimizer).Train(pictures)</c>, where the trainer's optimiser updates the generator.
    /// </summary>
    /// <param name="generator">From noise to samples. It stays the caller's.</param>
    /// <param name="discriminator">From samples to the probability that they are real; its last layer is a sigmoid. It stays the caller's.</param>
    /// <param name="optimizer">What updates the discriminator, and nothing else. It stays the caller's.</param>
    /// <param name="options">How they learn.</param>
    /// <param name="more">What else the generator learns of its samples.</param>
    /// <exception cref="ArgumentException">The discriminator does not end in a sigmoid or compares it with labels; or the generator has no room for a code beside its noise.</exception>
    public static Gan<TNoise, TSample, TScore> Of<TNoise, TSample, TScore, TGenerating, TJudging>(
        IDifferentiable<TNoise, TSample, TGenerating> generator, IDifferentiable<TSample, TScore, TJudging> discriminator, Optimizer optimizer, GanOptions? options = null,
        params IReadOnlyList<ISampleLoss<TSample>> more)
        where TNoise : IShape where TSample : IShape where TScore : IShape where TGenerating : ForwardState<TSample> where TJudging : ForwardState<TScore>
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(more);
        return new(Composable<TNoise, TSample>.Of(generator), Composable<TSample, TScore>.Of(discriminator), optimizer, options ?? new GanOptions(), more);
    }
}

/// <summary>
/// A generative adversarial net (Goodfellow et al. 2014). The discriminator learns by its own loss that examples are real and samples are not, in one update of both gradients;
/// then the generator learns from the same samples what the discriminator would rather take for real: -log D(G(z)), the loss that does not saturate. Batch normalisation sees
/// real examples and samples apart (Radford, Metz and Chintala 2016).
/// </summary>
/// <remarks>
/// A trainer's loss is the sum of <see cref="LossTerms"/>. Its checkpoint is the generator's, and holds the rest too: a training that was interrupted ends in the same bits. The loss of
/// the generator's own <c>.net</c> file is not used.
/// </remarks>
/// <typeparam name="TNoise">What the generator takes.</typeparam>
/// <typeparam name="TSample">What it makes.</typeparam>
/// <typeparam name="TScore">What the discriminator says.</typeparam>
public sealed class Gan<TNoise, TSample, TScore> : ITrainable<Batch<TSample>> where TNoise : IShape where TSample : IShape where TScore : IShape
{
    private readonly Composable<TNoise, TSample> _generator;
    private readonly Composable<TSample, TScore> _judge;
    private readonly Network<TNoise, TSample> _sampler;
    private readonly Network<TSample, TScore, Tensor<TScore>> _discriminator;
    private readonly Optimizer _optimizer;
    private readonly GanOptions _options;
    private readonly IReadOnlyList<ISampleLoss<TSample>> _more;
    private readonly float[] _parts;

    internal Gan(Composable<TNoise, TSample> generator, Composable<TSample, TScore> discriminator, Optimizer optimizer, GanOptions options, IReadOnlyList<ISampleLoss<TSample>> more)
    {
        var (makes, judges) = (generator.Network, discriminator.Network);
        options.Latent.Check<TNoise>(makes);
        if (!judges.EndsIn("sigmoid")) throw new ArgumentException($"{judges.Name} ends in '{judges.Layers[^1].Layer}', which is no probability; let it end in 'sigmoid'.", nameof(discriminator));
        _sampler = makes as Network<TNoise, TSample> ?? throw new ArgumentException($"{makes.Name} is no network of one input and one output.", nameof(generator));
        _discriminator = judges as Network<TSample, TScore, Tensor<TScore>>
            ?? throw new ArgumentException($"{judges.Name}'s loss does not compare its output with a tensor of the same shape; leave out its 'loss', which is bce then.", nameof(discriminator));
        (_generator, _judge, _optimizer, _options, _more) = (generator, discriminator, optimizer, options, more);
        LossTerms = ["discriminator", "generator", .. more.Select(loss => loss.Term)];
        Others = [new Learner("discriminator", judges, optimizer), .. more.SelectMany(loss => loss.Learners)];
        _parts = new float[LossTerms.Count];
    }

    /// <summary>The generator.</summary>
    public Network Network => _sampler;

    /// <summary>The discriminator, and what else learns.</summary>
    public IReadOnlyList<Learner> Others { get; }

    /// <summary>
    /// The discriminator's loss on real examples and on samples together, the generator's, and those that were added. With several steps of the discriminator the generator's are those of
    /// its last one.
    /// </summary>
    public IReadOnlyList<string> LossTerms { get; }

    /// <inheritdoc/>
    public IReadOnlyList<float> LossParts => _parts;

    /// <summary>Samples, as the generator makes them at inference. The caller disposes them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same one gives the same samples.</param>
    public Tensor<TSample> Sample(int count, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return SampleOf(count, seed, []);
    }

    /// <summary>A sample for each value of the code. The caller disposes them.</summary>
    /// <param name="values">The values, from 0; of as many as <see cref="Latent.Categories"/>.</param>
    /// <param name="seed">The same one gives the same samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">The code has no such value.</exception>
    public Tensor<TSample> Sample(ReadOnlySpan<int> values, int seed = 0)
    {
        int categories = _options.Latent.Categories;
        foreach (int value in values)
        {
            if ((uint)value >= (uint)categories) throw new ArgumentOutOfRangeException(nameof(values), value, $"The code has {categories} values, from 0.");
        }

        return SampleOf(values.Length, seed, values);
    }

    float ITrainable<Batch<TSample>>.TrainStep(Batch<TSample> batch, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(optimizer);
        using var latents = Draw(batch.Count, Network.Random);
        using var made = _generator.Forward(latents.Numbers);
        _parts[0] = Judge(batch.Input, made.Output);
        if ((batch.Index + 1) % _options.DiscriminatorSteps == 0) Deceive(made, latents, batch.Input, optimizer);
        return _parts.Sum();
    }

    /// <summary>By the same noise each time.</summary>
    (float Loss, Tensor Output) ITrainable<Batch<TSample>>.Evaluate(Batch<TSample> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var random = new RandomStream(Network.Seed + batch.Index, Network.Device);
        using var latents = Draw(batch.Count, random);
        var samples = _sampler.Predict(latents.Numbers);
        using var real = Target(batch.Count, _options.RealTarget);
        using var unreal = Target(batch.Count, 0);
        _parts[0] = _discriminator.Evaluate(batch.Input, real, out var ofReal) + _discriminator.Evaluate(samples, unreal, out var believed);
        using (ofReal)
        using (believed)
        {
            var (loss, gradient) = Doubt(believed);
            gradient.Dispose();
            _parts[1] = loss;
        }

        for (int i = 0; i < _more.Count; i++) _parts[2 + i] = _more[i].Evaluate(samples, latents);
        return (_parts.Sum(), samples);
    }

    /// <summary>An update of the discriminator, and its loss before.</summary>
    private float Judge(Tensor<TSample> examples, Tensor<TSample> samples)
    {
        using var real = Target((int)examples.Count, _options.RealTarget);
        using var unreal = Target((int)samples.Count, 0);
        using var both = new DeferredOptimizer(_optimizer);
        float loss = _discriminator.TrainStep(examples, real, both) + _discriminator.TrainStep(samples, unreal, both);
        both.Apply();
        return loss;
    }

    /// <summary>An update of the generator towards what the discriminator takes for real, and what else there is to learn.</summary>
    private void Deceive(Composable<TNoise, TSample>.Pass made, Latents latents, Tensor<TSample> real, Optimizer optimizer)
    {
        using var judged = _judge.Forward(made.Output);
        var (loss, doubt) = Doubt(judged.Output);
        _parts[1] = loss;
        using (doubt)
        {
            using var gradient = judged.Backward(doubt, learns: false);
            for (int i = 0; i < _more.Count; i++)
            {
                (_parts[2 + i], var further) = _more[i].Learn(made.Output, latents, real);
                using (further) gradient.Dispatcher.Aten.AddInPlace(gradient.Handle, further.Handle);
            }

            made.Backward(gradient).Dispose();
        }

        optimizer.Step(Network.Parameters);
        Network.ZeroGradients();
    }

    /// <summary>-log D(G(z)), the mean, and its gradient at D(G(z)).</summary>
    private (float Loss, Tensor<TScore> Gradient) Doubt(Tensor<TScore> believed) => Probabilities.NegativeLog(Network, believed, 1.0 / believed.Length);

    private Latents<TNoise> Draw(int count, RandomStream random, ReadOnlySpan<int> values = default) =>
        _options.Latent.Draw<TNoise>(count, Network.ElementType, random, values);

    private Tensor<TSample> SampleOf(int count, int seed, ReadOnlySpan<int> values)
    {
        using var random = new RandomStream(seed, Network.Device);
        using var latents = Draw(count, random, values);
        return _sampler.Predict(latents.Numbers);
    }

    private Tensor<TScore> Target(int count, double value)
    {
        var target = Tensor<TScore>.Empty(count, _discriminator.ElementType, _discriminator.Device);
        target.Dispatcher.Aten.FillInPlace(target.Handle, value);
        return target;
    }
}
