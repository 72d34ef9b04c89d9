using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Adversarial;

/// <summary>Makes <see cref="MutualInformation{TSample, TCode}"/> without spelling out its types.</summary>
public static class MutualInformation
{
    /// <summary>Lets a reader learn to tell the code from the samples, and the generator to make samples that tell it.</summary>
    /// <param name="reader">From samples to probabilities of the code's values; its last layer is a softmax. It stays the caller's.</param>
    /// <param name="optimizer">What updates the reader, and nothing else. It stays the caller's.</param>
    /// <param name="weight">What the loss is multiplied with, λ.</param>
    /// <exception cref="ArgumentException">The reader does not end in a softmax over one row of values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight is no positive number.</exception>
    public static MutualInformation<TSample, TCode> Of<TSample, TCode, TActivations>(IDifferentiable<TSample, TCode, TActivations> reader, Optimizer optimizer, double weight = 1)
        where TSample : IShape where TCode : IShape where TActivations : ForwardState<TCode>
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(optimizer);
        return new(Composable<TSample, TCode>.Of(reader), reader as Network<TSample, TCode>, optimizer, weight);
    }
}

/// <summary>
/// InfoGAN's loss, Chen et al. 2016: -λ log Q(value | sample), the mean over the samples. But for a constant it bounds the mutual information between code and samples from below,
/// λ times and negative. Q is a network of its own.
/// </summary>
/// <typeparam name="TSample">What the generator makes.</typeparam>
/// <typeparam name="TCode">The reader's output.</typeparam>
public sealed class MutualInformation<TSample, TCode> : ISampleLoss<TSample> where TSample : IShape where TCode : IShape
{
    private readonly Composable<TSample, TCode> _reader;
    private readonly Network<TSample, TCode> _network;
    private readonly Learner _learner;
    private readonly double _weight;

    internal MutualInformation(Composable<TSample, TCode> reader, Network<TSample, TCode>? network, Optimizer optimizer, double weight)
    {
        var name = reader.Network.Name;
        if (TCode.Dimensions.Length != 1 || !reader.Network.EndsIn("softmax")) throw new ArgumentException($"{name} gives no probabilities of the code's values; let it end in 'fc-10 -> softmax'.", nameof(reader));
        if (!(weight > 0 && double.IsFinite(weight))) throw new ArgumentOutOfRangeException(nameof(weight), weight, "It must be a positive number.");
        (_reader, _network, _weight) = (reader, network ?? throw new ArgumentException($"{name} is no network of one input and one output.", nameof(reader)), weight);
        _learner = new Learner("reader", reader.Network, optimizer);
    }

    /// <inheritdoc/>
    public string Term => "information";

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners => [_learner];

    /// <inheritdoc/>
    public (float Loss, Tensor<TSample> Gradient) Learn(Tensor<TSample> samples, Latents latents, Tensor<TSample> real)
    {
        using var pass = _reader.Forward(samples);
        var (loss, slope) = Lost(pass.Output, latents);
        using (slope)
        {
            var gradient = pass.Backward(slope);
            _learner.Optimizer.Step(_learner.Network.Parameters);
            _learner.Network.ZeroGradients();
            return (loss, gradient);
        }
    }

    /// <inheritdoc/>
    public float Evaluate(Tensor<TSample> samples, Latents latents)
    {
        using var read = _network.Predict(samples);
        var (loss, slope) = Lost(read, latents);
        slope.Dispose();
        return loss;
    }

    private (float Loss, Tensor<TCode> Gradient) Lost(Tensor<TCode> read, Latents latents)
    {
        int values = TCode.Dimensions[0];
        if (latents.Values is not { } labels || latents.Categories != values)
        {
            throw new InvalidOperationException(
                $"{_network.Name} reads a code of {values} values; the samples' has {latents.Categories}. Set GanOptions.Latent to Latent.Normal with {{ Categories = {values} }}.");
        }

        using var told = Latent.OneHot(labels, values, read.ElementType);
        return Probabilities.NegativeLog(_network, read, _weight / read.Count, told);
    }
}
