using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>deconv4-64/2(pad 1, output-pad 1, valid, groups 2, bias no, linear, init normal 0.02)</c>: a transposed convolution, Dumoulin and Visin 2016,
/// chapter 4; its output is its input's size times the stride unless told otherwise.
/// </summary>
public sealed class DeconvolutionKind : LayerKind
{
    public override string Keyword => "deconv";

    public override IReadOnlyList<string> Aliases => ["upconv", "convtranspose", "transposedconv"];

    public override LayerRole Role => LayerRole.Weighted;

    public override HeadParts Head => HeadParts.Kernel | HeadParts.Width | HeadParts.Stride;

    public override HeadParts RequiredHead => HeadParts.Kernel | HeadParts.Width;

    public override string Example => "deconv4-64/2";

    public override IReadOnlyList<Option> Options =>
        [Option.Size("pad", minimum: 0), Option.Size("output-pad", minimum: 0), Option.Switch("valid"), Option.Count("groups"), .. Weights.Options];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        var groups = call.Count("groups", 1);
        if (input.Channels % groups != 0 || call.Width % groups != 0)
        {
            call.Report(Catalogue.GroupsDoNotDivide(call.PlaceOf("groups"), groups, input.Channels, call.Width));
            return null;
        }

        var kernel = call.Kernel!.Value;
        var stride = call.Stride ?? Size2.One;
        if (Padding(call, kernel, stride) is not { } pads) return null;
        var height = Size(input.Height, kernel.Height, stride.Height, pads.Pad.Height, pads.OutputPad.Height);
        var width = Size(input.Width, kernel.Width, stride.Width, pads.Pad.Width, pads.OutputPad.Width);
        if (height < 1 || width < 1)
        {
            call.Report(Catalogue.PaddingTakesAll(call.PlaceOf("pad"), call.Written, pads.Pad));
            return null;
        }

        if (height > int.MaxValue || width > int.MaxValue)
        {
            call.Report(Catalogue.TooLarge(call.Place, $"the output of {call.Written}", FormattableString.Invariant($"{call.Width}x{height}x{width}")));
            return null;
        }

        return new Bound(call, input, Shape.Of(call.Width, (int)height, (int)width),
            Shape.Of(input.Channels, call.Width / groups, kernel.Height, kernel.Width), new Window(stride, pads.Pad, Size2.One, groups), pads.OutputPad);
    }

    /// <summary>(h - 1) stride - 2 pad + k + output pad.</summary>
    private static long Size(int size, int kernel, int stride, int pad, int outputPad) => (size - 1L) * stride - 2L * pad + kernel + outputPad;

    /// <summary>What is asked for, the one of the two that is not being 0; else what makes the output the stride times the input.</summary>
    private static (Size2 Pad, Size2 OutputPad)? Padding(LayerCall call, Size2 kernel, Size2 stride)
    {
        var pad = call.Size("pad");
        var outputPad = call.Size("output-pad");
        if (call.Switch("valid"))
        {
            if (pad is null && outputPad is null) return (Size2.Zero, Size2.Zero);
            call.Report(Catalogue.PadAndValid(call.PlaceOf("valid"), pad is null ? "output-pad" : "pad"));
            return null;
        }

        if (outputPad is { } asked && (asked.Height >= stride.Height || asked.Width >= stride.Width))
        {
            call.Report(Catalogue.BadOptionValue(call.PlaceOf("output-pad"), "output-pad", $"less than the stride, {stride}"));
            return null;
        }

        if (pad is not null || outputPad is not null) return (pad ?? Size2.Zero, outputPad ?? Size2.Zero);
        var (padHeight, outputHeight) = Even(kernel.Height, stride.Height);
        var (padWidth, outputWidth) = Even(kernel.Width, stride.Width);
        if (outputHeight < stride.Height && outputWidth < stride.Width) return (new Size2(padHeight, padWidth), new Size2(outputHeight, outputWidth));
        call.Report(Catalogue.EvenKernel(call.Place, call.Written, kernel));
        return null;
    }

    /// <summary>k - stride rows too many are taken off both sides evenly, an odd one given back at the end; too few are added there.</summary>
    private static (int Pad, int OutputPad) Even(int kernel, int stride) =>
        kernel < stride ? (0, stride - kernel) : ((kernel - stride + 1) / 2, (kernel - stride) % 2);

    private sealed class Bound(LayerCall call, Shape input, Shape output, Shape weight, Window window, Size2 outputPad) : Layer(output)
    {
        private readonly bool _bias = call.Switch("bias", otherwise: true);

        public override IReadOnlyList<ParameterSpec> Parameters => _bias
            ? [new("Weight", weight), new("Bias", Shape.Of(Output.Channels), Optional: true)]
            : [new("Weight", weight)];

        /// <summary>Each number of the input meets every weight of its channel once.</summary>
        public override long Macs => input.Elements * weight[1] * weight[2] * weight[3];

        public override ParameterHolder Holder => new(
            "DeconvolutionParameters",
            $"weight: [{string.Join(", ", weight.Sizes.Select(Constants.Of))}], bias: {(_bias ? "true" : "false")}, {Weights.Initialization(call)}{(window.Groups == 1 ? "" : $", groups: {Constants.Of(window.Groups)}")}");

        public override ActivationFunction? Carried => call.Carried;

        public override Value Lower(Lowering lowering, Value value)
        {
            var sum = lowering.Add(new Deconvolution(window, outputPad, Output), [value, .. lowering.Parameters(this)]);
            return lowering.Carry(sum, Carried);
        }
    }
}
