using static System.FormattableString;

namespace ModelDsl.Runtime;

// Scaled dot-product attention in several heads (Vaswani et al. 2017): softmax(Q K' / sqrt(d)) V. Inside, a head's steps lie together:
// [parts, N · heads, T, d].
public sealed partial class Step
{
    private static readonly long[] ByHead = [2, 0, 3, 1, 4];
    private static readonly long[] ByStep = [1, 3, 0, 2, 4];

    /// <summary>
    /// Every step looks at all steps of its own sequence: queries, keys and values side by side, [N, T, 3C], to [N, T, C].
    /// Also gives them head by head, and the weights [N · heads, T, T], for the backward pass.
    /// </summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="projected">[N, T, 3C]</param>
    /// <param name="heads">Into how many parts the features are cut.</param>
    /// <param name="causal">A step looks at itself and those before it only.</param>
    public (Value Output, Value Heads, Value Weights) SelfAttention(LayerName layer, Value projected, int heads, bool causal = false)
    {
        var (output, split, weights, _) = Attend(layer, projected, heads, causal, probability: 0);
        return (output, split, weights);
    }

    /// <summary>The same with a dropout of the weights; also gives its mask.</summary>
    public (Value Output, Value Heads, Value Weights, Value Mask) SelfAttentionDropped(
        LayerName layer, Value projected, int heads, double probability, bool causal = false) =>
        Attend(layer, projected, heads, causal, probability);

    /// <summary>The gradient of <see cref="SelfAttention"/>'s input; with the mask, of <see cref="SelfAttentionDropped"/>'s.</summary>
    public Value SelfAttentionBackward(LayerName layer, Value gradient, Value heads, Value weights, Value mask = default)
    {
        try
        {
            var dHeads = Own(_aten.EmptyLike(Handle(heads)));
            var (q, k, v) = (At(heads, 0), At(heads, 1), At(heads, 2));
            var (dq, dk, dv) = (At(dHeads, 0), At(dHeads, 1), At(dHeads, 2));
            AttendBackward(gradient, q, k, v, weights, mask, dq, dk, dv);
            var result = Join(dHeads, Size(gradient, 0));
            Release(q, k, v);
            Release(dq, dk, dv, dHeads);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// Every step of one sequence looks at all steps of another: queries [N, T, C], keys and values of the other side by side, [N, S, 2C], to
    /// [N, T, C]. Also gives both head by head, and the weights [N · heads, T, S], for the backward pass.
    /// </summary>
    public (Value Output, Value Queries, Value Memory, Value Weights) CrossAttention(
        LayerName layer, Value queries, Value memory, int heads, bool causal = false)
    {
        var (output, q, kv, weights, _) = Attend(layer, queries, memory, heads, causal, probability: 0);
        return (output, q, kv, weights);
    }

    /// <summary>The same with a dropout of the weights; also gives its mask.</summary>
    public (Value Output, Value Queries, Value Memory, Value Weights, Value Mask) CrossAttentionDropped(
        LayerName layer, Value queries, Value memory, int heads, double probability, bool causal = false) =>
        Attend(layer, queries, memory, heads, causal, probability);

    /// <summary>The gradients of <see cref="CrossAttention"/>'s inputs; with the mask, of <see cref="CrossAttentionDropped"/>'s.</summary>
    public (Value Queries, Value Memory) CrossAttentionBackward(
        LayerName layer, Value gradient, Value queries, Value memory, Value weights, Value mask = default)
    {
        try
        {
            var (dQueries, dMemory) = (Own(_aten.EmptyLike(Handle(queries))), Own(_aten.EmptyLike(Handle(memory))));
            var (q, k, v) = (At(queries, 0), At(memory, 0), At(memory, 1));
            var (dq, dk, dv) = (At(dQueries, 0), At(dMemory, 0), At(dMemory, 1));
            AttendBackward(gradient, q, k, v, weights, mask, dq, dk, dv);
            var result = (Join(dQueries, Size(gradient, 0)), Join(dMemory, Size(gradient, 0)));
            Release(q, k, v);
            Release(dq, dk, dv);
            Release(dQueries, dMemory);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Output, Value Heads, Value Weights, Value Mask) Attend(LayerName layer, Value projected, int heads, bool causal, double probability)
    {
        CheckHeads(layer, projected, 3, heads);
        try
        {
            var split = Split(projected, 3, heads);
            var (q, k, v) = (At(split, 0), At(split, 1), At(split, 2));
            var (output, weights, mask) = Attend(layer, q, k, v, Size(projected, 0), causal, probability);
            Release(q, k, v);
            return (output, split, weights, mask);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Output, Value Queries, Value Memory, Value Weights, Value Mask) Attend(
        LayerName layer, Value queries, Value memory, int heads, bool causal, double probability)
    {
        CheckHeads(layer, queries, 1, heads);
        CheckHeads(layer, memory, 2, heads);
        try
        {
            var (one, two) = (Split(queries, 1, heads), Split(memory, 2, heads));
            var (q, k, v) = (At(one, 0), At(two, 0), At(two, 1));
            var (output, weights, mask) = Attend(layer, q, k, v, Size(queries, 0), causal, probability);
            Release(q, k, v);
            return (output, one, two, weights, mask);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Output, Value Weights, Value Mask) Attend(LayerName layer, Value q, Value k, Value v, long examples, bool causal, double probability)
    {
        var transposed = Own(_aten.Transpose(Handle(k), 1, 2));
        var scores = Own(_aten.Bmm(Handle(q), Handle(transposed)));
        _aten.MulScalarInPlace(Handle(scores), 1 / Math.Sqrt(Size(q, 2)));
        if (causal) HideLater(scores);
        var weights = Own(_aten.Softmax(Handle(scores), 2));
        Release(transposed, scores);
        var (dropped, mask) = probability > 0 ? Dropout(layer, weights, probability) : (weights, default);
        var seen = Own(_aten.Bmm(Handle(dropped), Handle(v)));
        if (!mask.IsNone) Release(dropped);
        var part = Own(_aten.Unsqueeze(Handle(seen), 0));
        var output = Join(part, examples);
        Release(seen, part);
        return (output, weights, mask);
    }

    /// <summary>Writes the gradients of queries, keys and values, each [N · heads, T, d].</summary>
    private void AttendBackward(Value gradient, Value q, Value k, Value v, Value weights, Value mask, Value dq, Value dk, Value dv)
    {
        var split = Split(gradient, 1, (int)(Size(weights, 0) / Size(gradient, 0)));
        var dSeen = At(split, 0);
        var dropped = mask.IsNone ? Share(weights) : Own(_aten.Mul(Handle(weights), Handle(mask)));
        ProductOfTransposed(dropped, dSeen, dv);

        var transposed = Own(_aten.Transpose(Handle(v), 1, 2));
        var dWeights = Own(_aten.Bmm(Handle(dSeen), Handle(transposed)));
        if (!mask.IsNone) _aten.MulInPlace(Handle(dWeights), Handle(mask));
        var dScores = Own(_aten.SoftmaxBackwardData(Handle(dWeights), Handle(weights), 2, Network.ElementType));
        _aten.MulScalarInPlace(Handle(dScores), 1 / Math.Sqrt(Size(q, 2)));
        _aten.BmmOut(Handle(dScores), Handle(k), Handle(dq));
        ProductOfTransposed(dScores, q, dk);
        Release(split, dSeen, dropped);
        Release(transposed, dWeights, dScores);
    }

    private void ProductOfTransposed(Value left, Value right, Value to)
    {
        var transposed = Own(_aten.Transpose(Handle(left), 1, 2));
        _aten.BmmOut(Handle(transposed), Handle(right), Handle(to));
        Release(transposed);
    }

    /// <summary>Scores of steps behind the looking one become minus infinity, their weights 0.</summary>
    private void HideLater(Value scores)
    {
        var later = Empty(Size(scores, 1), Size(scores, 2));
        _aten.FillInPlace(Handle(later), double.NegativeInfinity);
        _aten.TriuInPlace(Handle(later), 1);
        _aten.AddInPlace(Handle(scores), Handle(later));
        Release(later);
    }

    /// <summary>[N, T, parts · heads · d] to [parts, N · heads, T, d].</summary>
    private Value Split(Value value, int parts, int heads)
    {
        long examples = Size(value, 0), steps = Size(value, 1), features = Size(value, 2) / parts / heads;
        var cut = Own(_aten.Reshape(Handle(value), [examples, steps, parts, heads, features]));
        var byHead = Own(_aten.Permute(Handle(cut), ByHead));
        var dense = Own(_aten.Contiguous(Handle(byHead)));
        var result = Own(_aten.View(Handle(dense), [parts, examples * heads, steps, features]));
        Release(cut, byHead, dense);
        return result;
    }

    /// <summary>The way back.</summary>
    private Value Join(Value split, long examples)
    {
        long parts = Size(split, 0), heads = Size(split, 1) / examples, steps = Size(split, 2), features = Size(split, 3);
        var cut = Own(_aten.Reshape(Handle(split), [parts, examples, heads, steps, features]));
        var byStep = Own(_aten.Permute(Handle(cut), ByStep));
        var result = Own(_aten.Reshape(Handle(byStep), [examples, steps, parts * heads * features]));
        Release(cut, byStep);
        return result;
    }

    private void CheckHeads(LayerName layer, Value value, int parts, int heads)
    {
        if (_dispatcher.Rank(Handle(value)) != 3 || heads < 1 || Size(value, 2) % (parts * heads) != 0)
            throw Mismatch(layer, Invariant($"[N, T, a multiple of {parts * heads}]"), value);
    }
}
