using static System.FormattableString;

namespace ModelDsl.Runtime;

// Losses of the distances between embeddings, [N, D] each.
public sealed partial class Step
{
    /// <summary>
    /// Hadsell, Chopra and LeCun 2006, with d the Euclidean distance of two embeddings: d² / 2 where they belong together, else max(0, margin - d)² / 2; the mean
    /// over the batch. dleft = (left - right) / N where they belong together, else -(left - right) (margin - d) / d / N within the margin; dright is its
    /// opposite. Embeddings that do not belong together and are the same have no direction to part in, and get none.
    /// </summary>
    /// <param name="layer">Whose embeddings.</param>
    /// <param name="left">[N, D].</param>
    /// <param name="right">The same.</param>
    /// <param name="same">[N, 1]: 1 where they belong together, 0 where they do not; the paper's Y is 1 less this.</param>
    /// <param name="margin">How far apart others are to be.</param>
    /// <param name="weight">What the loss counts.</param>
    public (Value Loss, Value Gradient) ContrastiveLoss(LayerName layer, Value left, Value right, Value same, double margin = 1, double weight = 1)
    {
        CheckEmbeddings(layer, left, right);
        long examples = Size(left, 0);
        if (Rank(same) != 2 || Size(same, 0) != examples || Size(same, 1) != 1) throw Mismatch(layer, Invariant($"[{examples}, 1]"), same);
        try
        {
            var difference = Own(_aten.Sub(Handle(left), Handle(right)));
            var distance = Own(_aten.Norm(Handle(difference), OverColumns));
            var missing = Own(_aten.MulScalar(Handle(distance), -1));
            _aten.AddScalarInPlace(Handle(missing), margin);
            _aten.ReluInPlace(Handle(missing));
            var other = Own(_aten.MulScalar(Handle(same), -1));
            _aten.AddScalarInPlace(Handle(other), 1);
            var pushes = Own(_aten.Mul(Handle(other), Handle(missing)));
            Release(other);

            // d² of those that belong together, and what others lack of the margin squared.
            var terms = Own(_aten.Mul(Handle(pushes), Handle(missing)));
            var pulls = Own(_aten.Mul(Handle(same), Handle(distance)));
            _aten.AddcmulInPlace(Handle(terms), Handle(pulls), Handle(distance));
            var loss = Own(_aten.SumAll(Handle(terms)));
            _aten.MulScalarInPlace(Handle(loss), weight / (2 * examples));
            Release(missing, terms, pulls);

            _aten.ClampMinInPlace(Handle(distance), LeastLength);
            _aten.DivInPlace(Handle(pushes), Handle(distance));
            var slope = Own(_aten.Sub(Handle(same), Handle(pushes)));
            _aten.MulScalarInPlace(Handle(slope), weight / examples);
            _aten.MulInPlace(Handle(difference), Handle(slope));
            Release(distance, pushes, slope);
            return (loss, difference);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// Schroff et al. 2015: max(0, |anchor - positive|² - |anchor - negative|² + margin), the mean over the batch; within the margin danchor =
    /// 2 (negative - positive) / N, dpositive = 2 (positive - anchor) / N, dnegative = 2 (anchor - negative) / N.
    /// </summary>
    /// <param name="layer">Whose embeddings.</param>
    /// <param name="anchor">[N, D].</param>
    /// <param name="positive">The same, of something of the anchor's kind.</param>
    /// <param name="negative">The same, of something else.</param>
    /// <param name="margin">How much nearer, in squared distance, the positive is to be.</param>
    /// <param name="weight">What the loss counts.</param>
    public (Value Loss, Value Anchor, Value Positive, Value Negative) TripletLoss(
        LayerName layer, Value anchor, Value positive, Value negative, double margin = 0.2, double weight = 1)
    {
        CheckEmbeddings(layer, anchor, positive);
        CheckSameSizes(layer, anchor, negative);
        double share = weight / Size(anchor, 0);
        try
        {
            var near = Own(_aten.Sub(Handle(anchor), Handle(positive)));
            var far = Own(_aten.Sub(Handle(anchor), Handle(negative)));
            var squares = Own(_aten.Mul(Handle(near), Handle(near)));
            _aten.AddcmulInPlace(Handle(squares), Handle(far), Handle(far), -1);
            var missing = Own(_aten.Sum(Handle(squares), OverColumns, keepDim: true));
            _aten.AddScalarInPlace(Handle(missing), margin);
            _aten.ReluInPlace(Handle(missing));
            var loss = Own(_aten.SumAll(Handle(missing)));
            _aten.MulScalarInPlace(Handle(loss), share);

            // Where the margin is kept, or met exactly, there is nothing to learn.
            var within = Own(_aten.Sign(Handle(missing)));
            _aten.MulScalarInPlace(Handle(within), 2 * share);
            _aten.MulInPlace(Handle(near), Handle(within));
            _aten.MulInPlace(Handle(far), Handle(within));
            var dAnchor = Own(_aten.Sub(Handle(near), Handle(far)));
            _aten.MulScalarInPlace(Handle(near), -1);
            Release(squares, missing, within);
            return (loss, dAnchor, near, far);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private void CheckEmbeddings(LayerName layer, Value first, Value second)
    {
        CheckRank(layer, first, 2, "[N, D]");
        CheckSameSizes(layer, first, second);
    }
}
