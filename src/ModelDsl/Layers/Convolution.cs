using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>conv3-64/2(pad 1, groups 2, dilation 2, valid, bias no, linear, init normal 0.01)</c>: a convolution that keeps its input's size at stride 1
/// unless told otherwise, as the VGG paper's do.
/// </summary>
public sealed class ConvolutionKind : LayerKind
{
    public override string Keyword => "conv";

    public override IReadOnlyList<string> Aliases => ["conv2d", "convolution"];

    public override LayerRole Role => LayerRole.Weighted;

    public override HeadParts Head => HeadParts.Kernel | HeadParts.Width | HeadParts.Stride;

    public override HeadParts RequiredHead => HeadParts.Kernel | HeadParts.Width;

    public override string Example => "conv3-64";

    public override IReadOnlyList<Option> Options =>
        [Option.Size("pad", minimum: 0), Option.Switch("valid"), Option.Count("groups"), Option.Size("dilation"), .. Weights.Options];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        var kernel = call.Kernel!.Value;
        var stride = call.Stride ?? Size2.One;
        var dilation = call.Size("dilation") ?? Size2.One;
        var groups = call.Count("groups", 1);
        if (input.Channels % groups != 0 || call.Width % groups != 0)
        {
            call.Report(Catalogue.GroupsDoNotDivide(call.PlaceOf("groups"), groups, input.Channels, call.Width));
            return null;
        }

        var reach = new Size2(dilation.Height * (kernel.Height - 1) + 1, dilation.Width * (kernel.Width - 1) + 1);
        if (Padding(call, reach) is not { } padding) return null;
        if (Windows.Slide(call, input, reach, stride, padding, ceil: false) is not { } size) return null;
        return new Bound(call, Shape.Of(call.Width, size.Height, size.Width), Shape.Of(call.Width, input.Channels / groups, kernel.Height, kernel.Width),
            new Window(stride, padding, dilation, groups));
    }

    /// <summary>As asked, none for <c>valid</c>, else half the kernel's reach; an even one has no half.</summary>
    private static Size2? Padding(LayerCall call, Size2 reach)
    {
        var asked = call.Size("pad");
        if (call.Switch("valid"))
        {
            if (asked is null) return Size2.Zero;
            call.Report(Catalogue.PadAndValid(call.PlaceOf("valid")));
            return null;
        }

        if (asked is not null) return asked;
        if (reach.Height % 2 == 1 && reach.Width % 2 == 1) return new Size2(reach.Height / 2, reach.Width / 2);
        call.Report(Catalogue.EvenKernel(call.Place, call.Written, reach));
        return null;
    }

    private sealed class Bound(LayerCall call, Shape output, Shape weight, Window window) : Layer(output)
    {
        private readonly bool _bias = call.Switch("bias", otherwise: true);

        public override IReadOnlyList<ParameterSpec> Parameters => _bias
            ? [new("Weight", weight), new("Bias", Shape.Of(weight[0]), Optional: true)]
            : [new("Weight", weight)];

        public override long Macs => Output.Elements * weight[1] * weight[2] * weight[3];

        public override ParameterHolder Holder => new(
            "ConvolutionParameters",
            $"weight: [{string.Join(", ", weight.Sizes.Select(Constants.Of))}], bias: {(_bias ? "true" : "false")}, {Weights.Initialization(call)}");

        public override ActivationFunction? Carried => call.Carried;

        public override Value Lower(Lowering lowering, Value input)
        {
            var sum = lowering.Add(new Convolution(window, Output), [input, .. lowering.Parameters(this)]);
            return lowering.Carry(sum, Carried);
        }
    }
}
