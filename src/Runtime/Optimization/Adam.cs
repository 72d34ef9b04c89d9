namespace ModelDsl.Runtime;

/// <summary>
/// Adam (Kingma &amp; Ba 2015) in PyTorch's form: g = gradient + weightDecay · w; m = beta1 · m + (1 - beta1) g; v = beta2 · v + (1 -
/// beta2) g²;
/// w -= learningRate · (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
/// </summary>
public sealed class Adam : MomentOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate or decay is negative, a beta is not within 0 (inclusive) and 1 (exclusive), or epsilon is not positive.
    /// </exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(UpdateRule.Adam, learningRate, beta1, beta2, epsilon, weightDecay)
    {
    }
}
