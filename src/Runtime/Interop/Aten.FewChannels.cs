using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// The shim's convolutions of plain feature maps of few channels, of float32: where Dispatcher.Block is not 0.
public sealed unsafe partial class Aten
{
    private readonly Operator _convolutionFew = dispatcher.Resolve("modeldsl::convolution_few");

    /// <summary>
    /// <c>modeldsl::convolution_few(Tensor x, Tensor weight, Tensor? bias, int[2] padding, bool relu, bool in_blocks, bool halved, bool with_places)
    /// -&gt; (Tensor output, Tensor places)</c>
    /// </summary>
    public (nint Output, nint Places) ConvolutionFew(
        nint x, nint weight, nint bias, ReadOnlySpan<long> padding, bool relu, bool inBlocks, bool halved = false, bool withPlaces = false)
    {
        fixed (long* p = padding)
        {
            return Two(_convolutionFew,
                [Tensor(x), Tensor(weight), Tensor(bias), Ints(p, padding.Length), Bool(relu), Bool(inBlocks), Bool(halved), Bool(withPlaces)]);
        }
    }

    private readonly Operator _convolutionFewBackward = dispatcher.Resolve("modeldsl::convolution_few_backward");

    /// <summary>
    /// <c>modeldsl::convolution_few_backward(Tensor gradient, Tensor x, Tensor weight, Tensor? output, Tensor? places, int[2] padding, bool
    /// input_gradient, bool bias) -&gt; (Tensor input, Tensor weight, Tensor bias)</c>
    /// </summary>
    public (nint Input, nint Weight, nint Bias) ConvolutionFewBackward(
        nint gradient, nint x, nint weight, nint output, nint places, ReadOnlySpan<long> padding, bool inputGradient, bool bias)
    {
        fixed (long* p = padding)
        {
            return Three(_convolutionFewBackward,
            [
                Tensor(gradient), Tensor(x), Tensor(weight), Tensor(output), Tensor(places), Ints(p, padding.Length), Bool(inputGradient),
                Bool(bias),
            ]);
        }
    }
}
