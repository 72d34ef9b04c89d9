using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// The shim's own operators: on the CPU only. A dispatcher without the shim lacks them: see HasFusedOperators.
public sealed unsafe partial class Aten
{
    /// <summary>Whether the operators below exist; they work on the CPU, in float32 and float64.</summary>
    public bool HasFusedOperators =>
        _updateInPlace.Exists && _softmaxCrossEntropy.Exists && _sigmoidBce.Exists && _poolMax.Exists
        && _poolMaxWithPlaces.Exists && _poolMaxBackward.Exists;

    private readonly Operator _updateInPlace = dispatcher.Resolve("modeldsl::update_");

    /// <summary>
    /// <c>modeldsl::update_(Tensor(a!) parameter, Tensor gradient, Tensor(b!)[] state, int rule, float[] constants) -&gt; ()</c>
    /// </summary>
    public void UpdateInPlace(nint parameter, nint gradient, ReadOnlySpan<nint> state, UpdateRule rule, ReadOnlySpan<double> constants)
    {
        fixed (nint* pState = state)
        {
            fixed (double* pConstants = constants)
            {
                Call(_updateInPlace, [Tensor(parameter), Tensor(gradient), Tensors(pState, state.Length), Int((long)rule), Doubles(pConstants, constants.Length)]);
            }
        }
    }

    private readonly Operator _softmaxCrossEntropy = dispatcher.Resolve("modeldsl::softmax_cross_entropy");

    /// <summary><c>modeldsl::softmax_cross_entropy(Tensor logits, Tensor labels) -&gt; (Tensor loss, Tensor gradient)</c></summary>
    public (nint Loss, nint Gradient) SoftmaxCrossEntropy(nint logits, nint labels) =>
        Two(_softmaxCrossEntropy, [Tensor(logits), Tensor(labels)]);

    private readonly Operator _sigmoidBce = dispatcher.Resolve("modeldsl::sigmoid_bce");

    /// <summary><c>modeldsl::sigmoid_bce(Tensor logits, Tensor target) -&gt; (Tensor loss, Tensor gradient)</c></summary>
    public (nint Loss, nint Gradient) SigmoidBce(nint logits, nint target) => Two(_sigmoidBce, [Tensor(logits), Tensor(target)]);

    private readonly Operator _poolMax = dispatcher.Resolve("modeldsl::max_pool2d");

    /// <summary><c>modeldsl::max_pool2d(Tensor input, int[2] size, int[2] stride, int[2] padding, bool ceil) -&gt; Tensor</c></summary>
    public nint PoolMax(nint input, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil)
    {
        fixed (long* pSize = size, pStride = stride, pPadding = padding)
        {
            return One(_poolMax,
                [Tensor(input), Ints(pSize, size.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Bool(ceil)]);
        }
    }

    private readonly Operator _poolMaxWithPlaces = dispatcher.Resolve("modeldsl::max_pool2d_with_places");

    /// <summary>
    /// <c>modeldsl::max_pool2d_with_places(Tensor input, int[2] size, int[2] stride, int[2] padding, bool ceil) -&gt; (Tensor output,
    /// Tensor places)</c>
    /// </summary>
    /// <remarks>The places are int32: where in its window each maximum stands, row · (the input's width) + column.</remarks>
    public (nint Output, nint Places) PoolMaxWithPlaces(
        nint input, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil)
    {
        fixed (long* pSize = size, pStride = stride, pPadding = padding)
        {
            return Two(_poolMaxWithPlaces,
                [Tensor(input), Ints(pSize, size.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Bool(ceil)]);
        }
    }

    private readonly Operator _poolMaxBackward = dispatcher.Resolve("modeldsl::max_pool2d_backward");

    /// <summary>
    /// <c>modeldsl::max_pool2d_backward(Tensor gradient, int[2] input, Tensor places, int[2] size, int[2] stride, int[2] padding, bool
    /// ceil) -&gt; Tensor</c>
    /// </summary>
    public nint PoolMaxBackward(
        nint gradient, ReadOnlySpan<long> input, nint places, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil)
    {
        fixed (long* pInput = input, pSize = size, pStride = stride, pPadding = padding)
        {
            return One(_poolMaxBackward,
            [
                Tensor(gradient), Ints(pInput, input.Length), Tensor(places), Ints(pSize, size.Length), Ints(pStride, stride.Length),
                Ints(pPadding, padding.Length), Bool(ceil),
            ]);
        }
    }
}
