using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Tokens and sequences.
public sealed unsafe partial class Aten
{
    private readonly Operator _embedding = dispatcher.Resolve("aten::embedding");

    /// <summary>
    /// <c>aten::embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -&gt;
    /// Tensor</c>
    /// </summary>
    public nint Embedding(nint weight, nint indices) => One(_embedding, [Tensor(weight), Tensor(indices)]);

    private readonly Operator _embeddingDenseBackward = dispatcher.Resolve("aten::embedding_dense_backward");

    /// <summary>
    /// <c>aten::embedding_dense_backward(Tensor grad_output, Tensor indices, SymInt num_weights, SymInt padding_idx, bool
    /// scale_grad_by_freq) -&gt; Tensor</c>
    /// </summary>
    public nint EmbeddingDenseBackward(nint gradOutput, nint indices, long numWeights) =>
        One(_embeddingDenseBackward, [Tensor(gradOutput), Tensor(indices), Int(numWeights), Int(-1), Bool(false)]);

    private readonly Operator _flip = dispatcher.Resolve("aten::flip");

    /// <summary><c>aten::flip(Tensor self, int[] dims) -&gt; Tensor</c></summary>
    public nint Flip(nint self, ReadOnlySpan<long> dims)
    {
        fixed (long* pDims = dims)
        {
            return One(_flip, [Tensor(self), Ints(pDims, dims.Length)]);
        }
    }

    private readonly Operator _permute = dispatcher.Resolve("aten::permute");

    /// <summary><c>aten::permute(Tensor(a) self, int[] dims) -&gt; Tensor(a)</c></summary>
    public nint Permute(nint self, ReadOnlySpan<long> dims)
    {
        fixed (long* pDims = dims)
        {
            return One(_permute, [Tensor(self), Ints(pDims, dims.Length)]);
        }
    }

    private readonly Operator _triuInPlace = dispatcher.Resolve("aten::triu_");

    /// <summary><c>aten::triu_(Tensor(a!) self, int diagonal=0) -&gt; Tensor(a!)</c></summary>
    public void TriuInPlace(nint self, long diagonal) => Call(_triuInPlace, [Tensor(self), Int(diagonal)]);
}
