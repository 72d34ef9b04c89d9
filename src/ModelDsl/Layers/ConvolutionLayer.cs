using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>A bound convolution, whatever kind it is of: shape rule, weights, cost, lowering.</summary>
internal sealed class ConvolutionLayer : Layer
{
    private readonly LayerCall _call;
    private readonly Shape _weight;
    private readonly Window _window;
    private readonly bool _bias;

    private ConvolutionLayer(LayerCall call, Shape output, Shape weight, Window window)
        : base(output)
    {
        _call = call;
        _weight = weight;
        _window = window;
        _bias = call.Switch("bias", otherwise: true);
    }

    /// <summary>The options of such a layer: one of its kind's own among those of all.</summary>
    public static IReadOnlyList<Option> OptionsWith(Option own) =>
        [Option.Size("pad", minimum: 0), Option.Switch("valid"), own, Option.Size("dilation"), Option.Switch("exact"), .. Weights.Options];

    public override IReadOnlyList<ParameterSpec> Parameters => _bias
        ? [new("Weight", _weight), new("Bias", Shape.Of(_weight[0]), Optional: true)]
        : [new("Weight", _weight)];

    public override long Macs => Output.Elements * _weight[1] * _weight[2] * _weight[3];

    public override ParameterHolder Holder => new(
        "ConvolutionParameters",
        $"weight: [{string.Join(", ", _weight.Sizes.Select(Constants.Of))}], bias: {(_bias ? "true" : "false")}, {Weights.Initialization(_call)}");

    public override ActivationFunction? Carried => _call.Carried;

    /// <summary>Binds a use with a kernel to an image, in groups that divide its channels and the width; reports what does not fit.</summary>
    public static Layer? Bind(LayerCall call, Shape input, int width, int groups)
    {
        var kernel = call.Kernel!.Value;
        var stride = call.Stride ?? Size2.One;
        var dilation = call.Size("dilation") ?? Size2.One;
        if (Windows.Reach(call, kernel, dilation) is not { } reach) return null;
        if (Padding(call, reach) is not { } padding) return null;
        if (Windows.Slide(call, input, reach, stride, padding, ceil: false) is not { } size) return null;
        return new ConvolutionLayer(call, Shape.Of(width, size.Height, size.Width), Shape.Of(width, input.Channels / groups, kernel.Height, kernel.Width),
            new Window(stride, padding, dilation, groups, call.Switch("exact")));
    }

    public override Value Lower(Lowering lowering, Value input)
    {
        var sum = lowering.Add(new Convolution(_window, Output), [input, .. lowering.Parameters(this)]);
        return lowering.Carry(sum, Carried);
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
}
