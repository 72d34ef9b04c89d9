namespace ModelDsl.Runtime;

/// <summary>
/// Adam with the weight decay apart from the gradient (Loshchilov &amp; Hutter 2019): w -= learningRate · weightDecay · w before Adam's step, whose moments know nothing of it.
/// </summary>
public sealed class AdamW : MomentOptimizer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// A rate or decay is negative, a beta is not within 0 (inclusive) and 1 (exclusive), or epsilon is not positive.
    /// </exception>
    public AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
        : base(UpdateRule.AdamW, learningRate, beta1, beta2, epsilon, weightDecay)
    {
    }
}
