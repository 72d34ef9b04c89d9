namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Embeddings() =>
    [
        Embedding("of tokens that repeat", [2, 4], [0, 6, 3, 3, 3, 1, 0, 6]),
        Embedding("of one token", [1, 1], [5]),
    ];

    private static GradientCase Embedding(string name, long[] sizes, long[] tokens) => new()
    {
        Name = $"embedding {name}",
        Inputs = [],
        Constant = _ => Tensor.From<long>(tokens, sizes),
        Layer = network => new EmbeddingParameters(network, "embed", [7, 3], Initialization.Normal(1)),
        Forward = p => [p.Step.Embedding(p.Layer<EmbeddingParameters>(), p.Constant)],
        Backward = (p, dy) => [p.Step.EmbeddingBackward(p.Layer<EmbeddingParameters>(), dy, p.Constant)],
        Reference = t => t[t.Aten.Reshape(
            t[t.Aten.IndexSelect(t.Weight, 0, t[t.Aten.Reshape(t.Constant, [-1])])], [.. sizes, 3])],
    };
}
