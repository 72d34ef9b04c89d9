namespace ModelDsl.Runtime.Adversarial;

/// <summary>What a generator learns from: probabilities that are to be large.</summary>
internal static class Probabilities
{
    // As in PyTorch's binary cross-entropy: below it the gradient is limited, and a sigmoid's own slope has vanished anyway.
    private const double Least = 1e-12;

    /// <summary>-weight times the sum of log p, and its gradient, -weight / p, which the caller disposes.</summary>
    /// <param name="network">Whose probabilities they are: where it does not <see cref="Network.ReadsLoss"/>, the loss is NaN, and the device is not waited for.</param>
    /// <param name="probabilities">p.</param>
    /// <param name="weight">What the sum is multiplied with.</param>
    /// <param name="of">Numbers of the same sizes that each term is multiplied with: 1 for those that count. Without it all do.</param>
    public static (float Loss, Tensor<TShape> Gradient) NegativeLog<TShape>(Network network, Tensor<TShape> probabilities, double weight, Tensor? of = null) where TShape : IShape
    {
        var dispatcher = probabilities.Dispatcher;
        var aten = dispatcher.Aten;
        using var certain = probabilities.Clone();
        aten.ClampMinInPlace(certain.Handle, Least);
        using var gradient = new Tensor(dispatcher, aten.Reciprocal(certain.Handle));
        aten.MulScalarInPlace(gradient.Handle, -weight);
        if (of is not null) aten.MulInPlace(gradient.Handle, of.Handle);
        return (network.ReadsLoss ? Loss() : float.NaN, Tensor<TShape>.Wrap(gradient));

        float Loss()
        {
            using var logarithms = new Tensor(dispatcher, aten.Log(certain.Handle));
            if (of is not null) aten.MulInPlace(logarithms.Handle, of.Handle);
            using var sum = new Tensor(dispatcher, aten.SumAll(logarithms.Handle));
            return (float)(-weight * sum.Item());
        }
    }
}
