namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// How little maps of probabilities p overlap with what they should be, g (Milletari et al. 2016): 1 - D with D = (2 Σ p g + smooth) / (Σ p² + Σ g² + smooth),
    /// the sums over the pixels, the mean over channels and examples; dp = -2 (g - D p) / (Σ p² + Σ g² + smooth) / (N C).
    /// </summary>
    /// <param name="layer">Whose probabilities.</param>
    /// <param name="probabilities">[N, C, H, W].</param>
    /// <param name="target">g, of the same sizes; or labels of the pixels, [N, H, W], of which channel c is 1 where the label is c.</param>
    /// <param name="smooth">Above 0: what keeps a class that is in neither from being 0 / 0.</param>
    /// <param name="weight">What the loss counts.</param>
    /// <exception cref="LayerException">The sizes differ, or a label is not within 0 and C - 1.</exception>
    public (Value Loss, Value Gradient) SoftDice(LayerName layer, Value probabilities, Value target, double smooth = 1, double weight = 1)
    {
        CheckRank(layer, probabilities, 4, "[N, C, H, W]");
        bool isLabels = _dispatcher.ElementType(Handle(target)) == ElementType.Int64;
        if (isLabels) CheckPixels(layer, probabilities, target);
        else CheckSameSizes(layer, probabilities, target);
        try
        {
            var wanted = isLabels ? OneHot(probabilities, target) : target;
            var result = Overlap(probabilities, wanted, smooth, weight);
            if (isLabels) Release(wanted);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Loss, Value Gradient) Overlap(Value probabilities, Value target, double smooth, double weight)
    {
        nint p = Handle(probabilities), g = Handle(target);
        double share = weight / (Size(probabilities, 0) * Size(probabilities, 1));
        var products = Own(_aten.Mul(p, g));
        var dice = Own(_aten.Sum(Handle(products), OverPixels, keepDim: true));
        _aten.MulScalarInPlace(Handle(dice), 2);
        _aten.AddScalarInPlace(Handle(dice), smooth);
        var squares = Own(_aten.Mul(p, p));
        _aten.AddcmulInPlace(Handle(squares), g, g);
        var sums = Own(_aten.Sum(Handle(squares), OverPixels, keepDim: true));
        _aten.AddScalarInPlace(Handle(sums), smooth);
        _aten.DivInPlace(Handle(dice), Handle(sums));
        Release(products, squares);

        var loss = Own(_aten.SumAll(Handle(dice)));
        _aten.MulScalarInPlace(Handle(loss), -share);
        _aten.AddScalarInPlace(Handle(loss), weight);
        var gradient = Own(_aten.Mul(p, Handle(dice)));
        _aten.SubInPlace(Handle(gradient), g);
        _aten.DivInPlace(Handle(gradient), Handle(sums));
        _aten.MulScalarInPlace(Handle(gradient), 2 * share);
        Release(dice, sums);
        return (loss, gradient);
    }

    /// <summary>Labels of pixels, [N, H, W], as a map for each class.</summary>
    private Value OneHot(Value like, Value labels)
    {
        var result = Own(_aten.ZerosLike(Handle(like)));
        var index = Own(_aten.Unsqueeze(Handle(labels), 1));
        _aten.ScatterInPlace(Handle(result), 1, Handle(index), 1);
        Release(index);
        return result;
    }
}
