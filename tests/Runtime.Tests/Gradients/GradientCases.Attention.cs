using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Attentions() =>
    [
        SelfAttention("in one head", [2, 4, 9], 1),
        SelfAttention("in three heads", [2, 5, 18], 3),
        SelfAttention("in two heads, causal", [3, 4, 12], 2, causal: true),
        SelfAttention("of one step", [2, 1, 6], 2),
        SelfAttention("in two heads, dropped", [2, 4, 12], 2, dropout: 0.4),
        SelfAttention("in two heads, causal and dropped", [2, 4, 12], 2, causal: true, dropout: 0.4),
        CrossAttention("in one head", [2, 4, 3], [2, 6, 6], 1),
        CrossAttention("in two heads", [2, 5, 6], [2, 3, 12], 2),
        CrossAttention("in two heads, causal and dropped", [2, 4, 6], [2, 4, 12], 2, causal: true, dropout: 0.3),
        CrossProjection("", [2, 4, 3], [2, 5, 3], true, true),
        CrossProjection("without the sequences' gradients", [2, 2, 3], [2, 5, 3], false, false),
    ];

    private static GradientCase SelfAttention(string name, long[] input, int heads, bool causal = false, double dropout = 0) => new()
    {
        Name = $"self-attention {name}",
        Inputs = [input],
        IsRandom = dropout > 0,
        Forward = p =>
        {
            if (dropout == 0) return List(p.Step.SelfAttention("attention", p.X, heads, causal));
            var (output, split, weights, mask) = p.Step.SelfAttentionDropped("attention", p.X, heads, dropout, causal);
            return [output, split, weights, mask];
        },
        Backward = (p, dy) => [p.Step.SelfAttentionBackward("attention", dy, p.Kept[1], p.Kept[2], dropout > 0 ? p.Kept[3] : default)],
        Reference = t =>
        {
            long features = input[2] / 3;
            nint Part(long index) => t[t.Aten.Slice(t.X, 2, index * features, (index + 1) * features)];
            return AttentionOf(t, Part(0), Part(1), Part(2), heads, features, causal, dropout > 0 ? t.Kept(3) : 0);
        },
    };

    private static GradientCase CrossAttention(string name, long[] queries, long[] memory, int heads, bool causal = false, double dropout = 0) => new()
    {
        Name = $"cross-attention {name}",
        Inputs = [queries, memory],
        IsRandom = dropout > 0,
        Forward = p =>
        {
            if (dropout > 0)
            {
                var (output, q, kv, weights, mask) = p.Step.CrossAttentionDropped("attention", p.X, p.Y, heads, dropout, causal);
                return [output, q, kv, weights, mask];
            }
            else
            {
                var (output, q, kv, weights) = p.Step.CrossAttention("attention", p.X, p.Y, heads, causal);
                return [output, q, kv, weights];
            }
        },
        Backward = (p, dy) =>
            List(p.Step.CrossAttentionBackward("attention", dy, p.Kept[1], p.Kept[2], p.Kept[3], dropout > 0 ? p.Kept[4] : default)),
        Reference = t =>
        {
            long features = queries[2];
            var (k, v) = (t[t.Aten.Slice(t.Y, 2, 0, features)], t[t.Aten.Slice(t.Y, 2, features, 2 * features)]);
            return AttentionOf(t, t.X, k, v, heads, features, causal, dropout > 0 ? t.Kept(4) : 0);
        },
    };

    /// <summary>Head by head, as the paper writes it: softmax(Q K' / sqrt(d)) V, side by side.</summary>
    private static nint AttentionOf(Tape t, nint q, nint k, nint v, int heads, long features, bool causal, nint mask)
    {
        long width = features / heads;
        var seen = new nint[heads];
        for (int head = 0; head < heads; head++)
        {
            nint Of(nint all) => t[t.Aten.Slice(all, 2, head * width, (head + 1) * width)];
            nint scores = t[t.Aten.MulScalar(t[t.Aten.Bmm(Of(q), t[t.Aten.Transpose(Of(k), 1, 2)])], 1 / Math.Sqrt(width))];
            if (causal) scores = t[t.Aten.Add(scores, Later(t, scores))];
            nint weights = t[t.Aten.Softmax(scores, 2)];
            if (mask != 0) weights = t[t.Aten.Mul(weights, t[t.Aten.Slice(mask, 0, head, null, heads)])];
            seen[head] = t[t.Aten.Bmm(weights, Of(v))];
        }

        return t[t.Aten.Cat(seen, 2)];
    }

    /// <summary>Minus a great number where a step would look at a later one.</summary>
    private static nint Later(Tape t, nint scores)
    {
        var sizes = new long[3];
        Dispatcher.Default.Sizes(scores, sizes);
        var numbers = Enumerable.Range(0, (int)(sizes[1] * sizes[2])).Select(i => i % sizes[2] > i / sizes[2] ? -1e30 : 0).ToArray();
        using var later = Numbers.ToTensor(numbers, [sizes[1], sizes[2]], Dispatcher.Default.ElementType(scores), Dispatcher.Default.Device(scores));
        return t[Dispatcher.Default.Retain(later.Handle)];
    }

    private static GradientCase CrossProjection(string name, long[] input, long[] memory, bool inputGradient, bool memoryGradient) => new()
    {
        Name = $"cross-projection {name}",
        Inputs = [input, memory],
        Layer = network => new AttentionParameters(network, "attention", 3),
        Forward = p =>
        {
            var (q, kv) = p.Step.CrossProjection(p.Layer<AttentionParameters>().In, p.X, p.Y);
            var (dq, dkv) = (p.Step.Flatten("flatten", q), p.Step.Flatten("flatten", kv));
            var both = p.Step.Concatenate("both", 1, dq, dkv);
            p.Step.Release(q, kv, dq, dkv);
            return [both];
        },
        Backward = (p, dy) =>
        {
            var (one, two) = ((int)(input[1] * 3), (int)(memory[1] * 6));
            var (dq, dkv) = (p.Step.ConcatenateBackward("both", dy, 1, 0, one), p.Step.ConcatenateBackward("both", dy, 1, one, two));
            var (q, kv) = (p.Step.Reshape("reshape", dq, (int)input[1], 3), p.Step.Reshape("reshape", dkv, (int)memory[1], 6));
            var (dx, dm, dw, db) = p.Step.CrossProjectionBackward(
                p.Layer<AttentionParameters>().In, q, kv, p.X, p.Y, inputGradient, memoryGradient);
            p.Step.Release(dq, dkv, q, kv);
            return [dx, dm, dw, db, default, default];
        },
        Reference = t =>
        {
            nint All(nint x) => t[t.Aten.Linear(x, t.Parameter(0), t.Parameter(1))];
            nint q = t[t.Aten.Slice(All(t.X), 2, 0, 3)], kv = t[t.Aten.Slice(All(t.Y), 2, 3, 9)];
            return t[t.Aten.Cat([t[t.Aten.Reshape(q, [input[0], -1])], t[t.Aten.Reshape(kv, [input[0], -1])]], 1)];
        },
    };

    private static IEnumerable<GradientCase> Positions() =>
    [
        new()
        {
            Name = "position",
            Inputs = [[3, 4, 5]],
            Layer = network => new EmbeddingParameters(network, "position", [1, 4, 5], Initialization.Normal(0.02)),
            Forward = p => [p.Step.Position(p.Layer<EmbeddingParameters>(), p.X)],
            Backward = (p, dy) => [p.Step.Share(dy), p.Step.PositionBackward(p.Layer<EmbeddingParameters>(), dy)],
            Reference = t => t[t.Aten.Add(t.X, t.Weight)],
        },
        new()
        {
            Name = "class token",
            Inputs = [[3, 4, 5]],
            Layer = network => new EmbeddingParameters(network, "classtoken", [1, 1, 5], Initialization.Zeros),
            Forward = p => [p.Step.ClassToken(p.Layer<EmbeddingParameters>(), p.X)],
            Backward = (p, dy) => List(p.Step.ClassTokenBackward(p.Layer<EmbeddingParameters>(), dy)),
            Reference = t => t[t.Aten.Cat([t[t.Aten.Expand(t.Weight, [3, 1, 5])], t.X], 1)],
        },
    ];
}
