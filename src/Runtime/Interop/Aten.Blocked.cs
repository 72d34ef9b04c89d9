using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// The shim's operators on feature maps in blocks, [N, C / block, H, W, block], of float32: where Dispatcher.Block is not 0.
public sealed unsafe partial class Aten
{
    private readonly Operator _toBlocked = dispatcher.Resolve("modeldsl::to_blocked");

    /// <summary><c>modeldsl::to_blocked(Tensor x, bool reduced) -&gt; Tensor</c></summary>
    public nint ToBlocked(nint x, bool reduced) => One(_toBlocked, [Tensor(x), Bool(reduced)]);

    private readonly Operator _toPlain = dispatcher.Resolve("modeldsl::to_plain");

    /// <summary><c>modeldsl::to_plain(Tensor x, int channels) -&gt; Tensor</c></summary>
    public nint ToPlain(nint x, long channels) => One(_toPlain, [Tensor(x), Int(channels)]);

    private readonly Operator _packWeight = dispatcher.Resolve("modeldsl::pack_weight");

    /// <summary><c>modeldsl::pack_weight(Tensor weight, int groups) -&gt; Tensor</c></summary>
    public nint PackWeight(nint weight, long groups) => One(_packWeight, [Tensor(weight), Int(groups)]);

    private readonly Operator _unpackWeight = dispatcher.Resolve("modeldsl::unpack_weight");

    /// <summary><c>modeldsl::unpack_weight(Tensor packed, int[] sizes, int groups) -&gt; Tensor</c></summary>
    public nint UnpackWeight(nint packed, ReadOnlySpan<long> sizes, long groups)
    {
        fixed (long* p = sizes) return One(_unpackWeight, [Tensor(packed), Ints(p, sizes.Length), Int(groups)]);
    }

    private readonly Operator _linearPacked = dispatcher.Resolve("modeldsl::linear_packed");

    /// <summary><c>modeldsl::linear_packed(Tensor x, Tensor weight, Tensor? bias, int[2] sizes, bool relu, bool exact, bool reduced) -&gt; Tensor</c></summary>
    public nint LinearPacked(nint x, nint weight, nint bias, ReadOnlySpan<long> sizes, bool relu, bool exact, bool reduced)
    {
        fixed (long* p = sizes) return One(_linearPacked, [Tensor(x), Tensor(weight), Tensor(bias), Ints(p, sizes.Length), Bool(relu), Bool(exact), Bool(reduced)]);
    }

    private readonly Operator _linearPackedBackward = dispatcher.Resolve("modeldsl::linear_packed_backward");

    /// <summary>
    /// <c>modeldsl::linear_packed_backward(Tensor gradient, Tensor x, Tensor weight, int[2] sizes, bool input_gradient, bool bias, bool exact, bool reduced) -&gt;
    /// (Tensor input, Tensor weight, Tensor bias)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) LinearPackedBackward(
        nint gradient, nint x, nint weight, ReadOnlySpan<long> sizes, bool inputGradient, bool bias, bool exact, bool reduced)
    {
        fixed (long* p = sizes)
        {
            return Three(_linearPackedBackward,
                [Tensor(gradient), Tensor(x), Tensor(weight), Ints(p, sizes.Length), Bool(inputGradient), Bool(bias), Bool(exact), Bool(reduced)]);
        }
    }

    private readonly Operator _linearPackedBackwardUpdate = dispatcher.Resolve("modeldsl::linear_packed_backward_update_");

    /// <summary>
    /// <c>modeldsl::linear_packed_backward_update_(Tensor gradient, Tensor x, Tensor(a!) weight, int[2] sizes, bool input_gradient, bool bias, bool exact,
    /// bool reduced, Tensor(b!)[] state, int rule, float[] constants) -&gt; (Tensor input, Tensor bias)</c>
    /// </summary>
    public (nint Input, nint Bias) LinearPackedBackwardUpdate(
        nint gradient, nint x, nint weight, ReadOnlySpan<long> sizes, bool inputGradient, bool bias, bool exact, bool reduced, ReadOnlySpan<nint> state, UpdateRule rule,
        ReadOnlySpan<double> constants)
    {
        fixed (long* pSizes = sizes)
        {
            fixed (nint* pState = state)
            {
                fixed (double* pConstants = constants)
                {
                    return Two(_linearPackedBackwardUpdate,
                    [
                        Tensor(gradient), Tensor(x), Tensor(weight), Ints(pSizes, sizes.Length), Bool(inputGradient), Bool(bias), Bool(exact), Bool(reduced), Tensors(pState, state.Length),
                        Int((long)rule), Doubles(pConstants, constants.Length),
                    ]);
                }
            }
        }
    }

    private readonly Operator _convolutionBlocked = dispatcher.Resolve("modeldsl::convolution_blocked");

    /// <summary>
    /// <c>modeldsl::convolution_blocked(Tensor x, Tensor weight, Tensor? bias, Tensor? sum, int[4] kernel, int[2] stride, int[2] padding, int[2]
    /// dilation, int groups, bool relu, bool exact, bool prepared) -&gt; Tensor</c>
    /// </summary>
    public nint ConvolutionBlocked(
        nint x, nint weight, nint bias, nint sum, ReadOnlySpan<long> kernel, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        ReadOnlySpan<long> dilation, long groups, bool relu, bool exact, bool prepared)
    {
        fixed (long* pKernel = kernel, pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return One(_convolutionBlocked,
            [
                Tensor(x), Tensor(weight), Tensor(bias), Tensor(sum), Ints(pKernel, kernel.Length), Ints(pStride, stride.Length),
                Ints(pPadding, padding.Length), Ints(pDilation, dilation.Length), Int(groups), Bool(relu), Bool(exact),
                Bool(prepared),
            ]);
        }
    }

    private readonly Operator _prepareWeight = dispatcher.Resolve("modeldsl::prepare_weight");

    /// <summary>
    /// <c>modeldsl::prepare_weight(Tensor weight, Tensor x, int[2] stride, int[2] padding, int[2] dilation, int groups, bool relu, bool bias, bool
    /// sum, bool exact) -&gt; Tensor</c>
    /// </summary>
    public nint PrepareWeight(
        nint weight, nint x, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, ReadOnlySpan<long> dilation, long groups, bool relu, bool bias,
        bool sum, bool exact)
    {
        fixed (long* pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return One(_prepareWeight,
            [
                Tensor(weight), Tensor(x), Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Ints(pDilation, dilation.Length),
                Int(groups), Bool(relu), Bool(bias), Bool(sum), Bool(exact),
            ]);
        }
    }

    private readonly Operator _convolutionBlockedBackward = dispatcher.Resolve("modeldsl::convolution_blocked_backward");

    /// <summary>
    /// <c>modeldsl::convolution_blocked_backward(Tensor gradient, Tensor x, Tensor weight, int[4] kernel, int[2] stride, int[2] padding, int[2]
    /// dilation, int groups, bool input_gradient, bool weight_gradient, bool behind_relu, bool bias, bool exact) -&gt; (Tensor input, Tensor weight, Tensor bias)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) ConvolutionBlockedBackward(
        nint gradient, nint x, nint weight, ReadOnlySpan<long> kernel, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        ReadOnlySpan<long> dilation, long groups, bool inputGradient, bool weightGradient, bool behindRelu, bool bias, bool exact)
    {
        fixed (long* pKernel = kernel, pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return Three(_convolutionBlockedBackward,
            [
                Tensor(gradient), Tensor(x), Tensor(weight), Ints(pKernel, kernel.Length), Ints(pStride, stride.Length),
                Ints(pPadding, padding.Length), Ints(pDilation, dilation.Length), Int(groups), Bool(inputGradient), Bool(weightGradient), Bool(behindRelu),
                Bool(bias), Bool(exact),
            ]);
        }
    }

    private readonly Operator _convolutionBlockedBackwardSum = dispatcher.Resolve("modeldsl::convolution_blocked_backward_sum");

    /// <summary>
    /// <c>modeldsl::convolution_blocked_backward_sum(Tensor(a!) sum, Tensor gradient, Tensor x, Tensor weight, int[4] kernel, int[2] stride, int[2]
    /// padding, int[2] dilation, int groups, bool weight_gradient, bool bias, bool exact) -&gt; (Tensor weight, Tensor bias)</c>
    /// </summary>
    public (nint Weight, nint Bias) ConvolutionBlockedBackwardSum(
        nint sum, nint gradient, nint x, nint weight, ReadOnlySpan<long> kernel, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        ReadOnlySpan<long> dilation, long groups, bool weightGradient, bool bias, bool exact)
    {
        fixed (long* pKernel = kernel, pStride = stride, pPadding = padding, pDilation = dilation)
        {
            return Two(_convolutionBlockedBackwardSum,
            [
                Tensor(sum), Tensor(gradient), Tensor(x), Tensor(weight), Ints(pKernel, kernel.Length), Ints(pStride, stride.Length),
                Ints(pPadding, padding.Length), Ints(pDilation, dilation.Length), Int(groups), Bool(weightGradient), Bool(bias), Bool(exact),
            ]);
        }
    }

    private readonly Operator _deconvolutionBlocked = dispatcher.Resolve("modeldsl::deconvolution_blocked");

    /// <summary>
    /// <c>modeldsl::deconvolution_blocked(Tensor x, Tensor weight, Tensor? bias, int[4] kernel, int[2] stride, int[2] padding, int[2]
    /// output_padding, int groups, bool exact) -&gt; Tensor</c>
    /// </summary>
    public nint DeconvolutionBlocked(
        nint x, nint weight, nint bias, ReadOnlySpan<long> kernel, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        ReadOnlySpan<long> outputPadding, long groups, bool exact)
    {
        fixed (long* pKernel = kernel, pStride = stride, pPadding = padding, pOutputPadding = outputPadding)
        {
            return One(_deconvolutionBlocked,
            [
                Tensor(x), Tensor(weight), Tensor(bias), Ints(pKernel, kernel.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Ints(pOutputPadding, outputPadding.Length), Int(groups), Bool(exact),
            ]);
        }
    }

    private readonly Operator _deconvolutionBlockedBackward = dispatcher.Resolve("modeldsl::deconvolution_blocked_backward");

    /// <summary>
    /// <c>modeldsl::deconvolution_blocked_backward(Tensor gradient, Tensor x, Tensor weight, int[4] kernel, int[2] stride, int[2] padding, int[2]
    /// output_padding, int groups, bool input_gradient, bool weight_gradient, bool bias, bool exact) -&gt; (Tensor input, Tensor weight, Tensor bias)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) DeconvolutionBlockedBackward(
        nint gradient, nint x, nint weight, ReadOnlySpan<long> kernel, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding,
        ReadOnlySpan<long> outputPadding, long groups, bool inputGradient, bool weightGradient, bool bias, bool exact)
    {
        fixed (long* pKernel = kernel, pStride = stride, pPadding = padding, pOutputPadding = outputPadding)
        {
            return Three(_deconvolutionBlockedBackward,
            [
                Tensor(gradient), Tensor(x), Tensor(weight), Ints(pKernel, kernel.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Ints(pOutputPadding, outputPadding.Length), Int(groups), Bool(inputGradient), Bool(weightGradient), Bool(bias), Bool(exact),
            ]);
        }
    }

    private readonly Operator _batchNormBlocked = dispatcher.Resolve("modeldsl::batch_norm_blocked");

    /// <summary>
    /// <c>modeldsl::batch_norm_blocked(Tensor x, Tensor weight, Tensor bias, Tensor(a!) running_mean, Tensor(b!) running_variance, Tensor? sum,
    /// float momentum, float epsilon, bool relu) -&gt; (Tensor output, Tensor mean, Tensor inverse_deviation)</c>
    /// </summary>
    public (nint Output, nint Mean, nint InverseDeviation) BatchNormBlocked(
        nint x, nint weight, nint bias, nint runningMean, nint runningVariance, nint sum, double momentum, double epsilon, bool relu) =>
        Three(_batchNormBlocked,
        [
            Tensor(x), Tensor(weight), Tensor(bias), Tensor(runningMean), Tensor(runningVariance), Tensor(sum), Double(momentum),
            Double(epsilon), Bool(relu),
        ]);

    private readonly Operator _batchNormBlockedBackward = dispatcher.Resolve("modeldsl::batch_norm_blocked_backward");

    /// <summary>
    /// <c>modeldsl::batch_norm_blocked_backward(Tensor(a!) gradient, Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor
    /// inverse_deviation, bool relu, bool reuse) -&gt; (Tensor input, Tensor weight, Tensor bias)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) BatchNormBlockedBackward(
        nint gradient, nint x, nint weight, nint bias, nint mean, nint inverseDeviation, bool relu, bool reuse) =>
        Three(_batchNormBlockedBackward,
            [Tensor(gradient), Tensor(x), Tensor(weight), Tensor(bias), Tensor(mean), Tensor(inverseDeviation), Bool(relu), Bool(reuse)]);

    private readonly Operator _batchNormSumBlockedBackward = dispatcher.Resolve("modeldsl::batch_norm_sum_blocked_backward");

    /// <summary>
    /// <c>modeldsl::batch_norm_sum_blocked_backward(Tensor(a!) gradient, Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor
    /// inverse_deviation, Tensor output, bool reuse) -&gt; (Tensor input, Tensor weight, Tensor bias, Tensor sum)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias, nint Sum) BatchNormSumBlockedBackward(
        nint gradient, nint x, nint weight, nint bias, nint mean, nint inverseDeviation, nint output, bool reuse) =>
        Four(_batchNormSumBlockedBackward,
            [Tensor(gradient), Tensor(x), Tensor(weight), Tensor(bias), Tensor(mean), Tensor(inverseDeviation), Tensor(output), Bool(reuse)]);

    private readonly Operator _batchNormBlockedInference = dispatcher.Resolve("modeldsl::batch_norm_blocked_inference");

    /// <summary>
    /// <c>modeldsl::batch_norm_blocked_inference(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor variance, float epsilon, bool
    /// relu) -&gt; Tensor</c>
    /// </summary>
    public nint BatchNormBlockedInference(
        nint x, nint weight, nint bias, nint mean, nint variance, double epsilon, bool relu) =>
        One(_batchNormBlockedInference,
            [Tensor(x), Tensor(weight), Tensor(bias), Tensor(mean), Tensor(variance), Double(epsilon), Bool(relu)]);

    private readonly Operator _poolMaxBlocked = dispatcher.Resolve("modeldsl::max_pool2d_blocked");

    /// <summary><c>modeldsl::max_pool2d_blocked(Tensor x, int[2] size, int[2] stride, int[2] padding, bool ceil) -&gt; Tensor</c></summary>
    public nint PoolMaxBlocked(nint x, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil)
    {
        fixed (long* pSize = size, pStride = stride, pPadding = padding)
        {
            return One(_poolMaxBlocked,
                [Tensor(x), Ints(pSize, size.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Bool(ceil)]);
        }
    }

    private readonly Operator _poolMaxBlockedWithPlaces = dispatcher.Resolve("modeldsl::max_pool2d_blocked_with_places");

    /// <summary>
    /// <c>modeldsl::max_pool2d_blocked_with_places(Tensor x, int[2] size, int[2] stride, int[2] padding, bool ceil) -&gt; (Tensor output,
    /// Tensor places)</c>
    /// </summary>
    public (nint Output, nint Places) PoolMaxBlockedWithPlaces(
        nint x, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil)
    {
        fixed (long* pSize = size, pStride = stride, pPadding = padding)
        {
            return Two(_poolMaxBlockedWithPlaces,
                [Tensor(x), Ints(pSize, size.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Bool(ceil)]);
        }
    }

    private readonly Operator _poolMaxBlockedBackward = dispatcher.Resolve("modeldsl::max_pool2d_blocked_backward");

    /// <summary>
    /// <c>modeldsl::max_pool2d_blocked_backward(Tensor gradient, int[2] input, Tensor places, int[2] size, int[2] stride, int[2] padding, bool
    /// ceil) -&gt; Tensor</c>
    /// </summary>
    public nint PoolMaxBlockedBackward(
        nint gradient, ReadOnlySpan<long> input, nint places, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil)
    {
        fixed (long* pInput = input, pSize = size, pStride = stride, pPadding = padding)
        {
            return One(_poolMaxBlockedBackward,
            [
                Tensor(gradient), Ints(pInput, input.Length), Tensor(places), Ints(pSize, size.Length), Ints(pStride, stride.Length),
                Ints(pPadding, padding.Length), Bool(ceil),
            ]);
        }
    }

    private readonly Operator _poolMeanBlocked = dispatcher.Resolve("modeldsl::avg_pool2d_blocked");

    /// <summary>
    /// <c>modeldsl::avg_pool2d_blocked(Tensor x, int[2] size, int[2] stride, int[2] padding, bool ceil, bool count_include_pad) -&gt; Tensor</c>
    /// </summary>
    public nint PoolMeanBlocked(
        nint x, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil, bool countIncludePad)
    {
        fixed (long* pSize = size, pStride = stride, pPadding = padding)
        {
            return One(_poolMeanBlocked,
                [Tensor(x), Ints(pSize, size.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length), Bool(ceil), Bool(countIncludePad)]);
        }
    }

    private readonly Operator _poolMeanBlockedBackward = dispatcher.Resolve("modeldsl::avg_pool2d_blocked_backward");

    /// <summary>
    /// <c>modeldsl::avg_pool2d_blocked_backward(Tensor gradient, int[2] input, int[2] size, int[2] stride, int[2] padding, bool ceil, bool
    /// count_include_pad) -&gt; Tensor</c>
    /// </summary>
    public nint PoolMeanBlockedBackward(
        nint gradient, ReadOnlySpan<long> input, ReadOnlySpan<long> size, ReadOnlySpan<long> stride, ReadOnlySpan<long> padding, bool ceil, bool countIncludePad)
    {
        fixed (long* pInput = input, pSize = size, pStride = stride, pPadding = padding)
        {
            return One(_poolMeanBlockedBackward,
            [
                Tensor(gradient), Ints(pInput, input.Length), Ints(pSize, size.Length), Ints(pStride, stride.Length), Ints(pPadding, padding.Length),
                Bool(ceil), Bool(countIncludePad),
            ]);
        }
    }

    private readonly Operator _localResponseNormBlocked = dispatcher.Resolve("modeldsl::local_response_norm_blocked");

    /// <summary><c>modeldsl::local_response_norm_blocked(Tensor x, int size, float alpha, float k) -&gt; Tensor</c></summary>
    public nint LocalResponseNormBlocked(nint x, long size, double alpha, double k) => One(_localResponseNormBlocked, [Tensor(x), Int(size), Double(alpha), Double(k)]);

    private readonly Operator _localResponseNormBlockedBackward = dispatcher.Resolve("modeldsl::local_response_norm_blocked_backward");

    /// <summary><c>modeldsl::local_response_norm_blocked_backward(Tensor gradient, Tensor x, int size, float alpha, float k) -&gt; Tensor</c></summary>
    public nint LocalResponseNormBlockedBackward(nint gradient, nint x, long size, double alpha, double k) =>
        One(_localResponseNormBlockedBackward, [Tensor(gradient), Tensor(x), Int(size), Double(alpha), Double(k)]);

    private readonly Operator _scaleChannelsBlocked = dispatcher.Resolve("modeldsl::scale_channels_blocked");

    /// <summary><c>modeldsl::scale_channels_blocked(Tensor(a!) x, Tensor factors, Tensor? d_mean, bool reuse) -&gt; Tensor</c></summary>
    public nint ScaleChannelsBlocked(nint x, nint factors, nint dMean, bool reuse) => One(_scaleChannelsBlocked, [Tensor(x), Tensor(factors), Tensor(dMean), Bool(reuse)]);

    private readonly Operator _sumOfProductsBlocked = dispatcher.Resolve("modeldsl::sum_of_products_blocked");

    /// <summary><c>modeldsl::sum_of_products_blocked(Tensor a, Tensor b) -&gt; Tensor</c></summary>
    public nint SumOfProductsBlocked(nint a, nint b) => One(_sumOfProductsBlocked, [Tensor(a), Tensor(b)]);
}
