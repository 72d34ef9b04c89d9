using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Adversarial;

/// <summary>What a generator learns of its samples besides what the discriminator says of them: <see cref="MutualInformation"/>, or something of one's own.</summary>
/// <typeparam name="TSample">What the generator makes.</typeparam>
public interface ISampleLoss<TSample> where TSample : IShape
{
    /// <summary>What reports call it: <c>information</c>.</summary>
    string Term { get; }

    /// <summary>What learns in <see cref="Learn"/>, and is saved with the training.</summary>
    IReadOnlyList<Learner> Learners => [];

    /// <summary>The loss, and its gradient at the samples, [N, ...], which the caller disposes. What learns by it has learned.</summary>
    /// <param name="samples">What the generator has made.</param>
    /// <param name="latents">What of.</param>
    /// <param name="real">Real examples, as many.</param>
    (float Loss, Tensor<TSample> Gradient) Learn(Tensor<TSample> samples, Latents latents, Tensor<TSample> real);

    /// <summary>The loss at inference; nobody learns.</summary>
    float Evaluate(Tensor<TSample> samples, Latents latents);
}
