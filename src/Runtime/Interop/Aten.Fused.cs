using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// The shim's own operators: on the CPU only. A dispatcher without the shim lacks them: see HasFusedOperators.
public sealed unsafe partial class Aten
{
    /// <summary>Whether the operators below exist; they work on the CPU, in float32 and float64.</summary>
    public bool HasFusedOperators =>
        _sgdInPlace.Exists && _adamInPlace.Exists && _softmaxCrossEntropy.Exists && _sigmoidBce.Exists && _poolMax.Exists
        && _poolMaxWithPlaces.Exists && _poolMaxBackward.Exists;

    private readonly Operator _sgdInPlace = dispatcher.Resolve("modeldsl::sgd_");

    /// <summary>
    /// <c>modeldsl::sgd_(Tensor(a!) parameter, Tensor gradient, Tensor(b!)? velocity, float learning_rate, float momentum, float
    /// weight_decay, bool nesterov) -&gt; ()</c>
    /// </summary>
    public void SgdInPlace(
        nint parameter, nint gradient, nint velocity, double learningRate, double momentum, double weightDecay, bool nesterov) =>
        Call(_sgdInPlace,
        [
            Tensor(parameter), Tensor(gradient), Tensor(velocity), Double(learningRate), Double(momentum), Double(weightDecay),
            Bool(nesterov),
        ]);

    private readonly Operator _adamInPlace = dispatcher.Resolve("modeldsl::adam_");

    /// <summary>
    /// <c>modeldsl::adam_(Tensor(a!) parameter, Tensor gradient, Tensor(b!) mean, Tensor(c!) variance, float learning_rate, float
    /// beta1, float beta2, float epsilon, float weight_decay, int step) -&gt; ()</c>
    /// </summary>
    public void AdamInPlace(
        nint parameter, nint gradient, nint mean, nint variance, double learningRate, double beta1, double beta2, double epsilon,
        double weightDecay, long step) =>
        Call(_adamInPlace,
        [
            Tensor(parameter), Tensor(gradient), Tensor(mean), Tensor(variance), Double(learningRate), Double(beta1), Double(beta2),
            Double(epsilon), Double(weightDecay), Int(step),
        ]);

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
