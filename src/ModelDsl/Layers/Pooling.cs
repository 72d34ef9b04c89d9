using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// What max and average pooling share: <c>maxpool3/2(pad 1, ceil)</c>; alone 2x2 with stride 2, a kernel alone strides by itself; or
/// <c>avgpool(to 6x6)</c>, whose windows are what makes a map of that size.
/// </summary>
public abstract class PoolingKind : LayerKind
{
    public override LayerRole Role => LayerRole.Pooling;

    public override HeadParts Head => HeadParts.Kernel | HeadParts.Stride;

    public override string Example => Keyword + "3/2";

    public override IReadOnlyList<Option> Options => [Option.Size("pad", minimum: 0), Option.Switch("ceil"), Option.Size("to")];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        if (call.Size("to") is { } to) return BindTo(call, input, to);
        var kernel = call.Kernel ?? Size2.Square(2);
        var stride = call.Stride ?? kernel;
        var padding = call.Size("pad") ?? Size2.Zero;
        var ceil = call.Switch("ceil");
        if (padding.Height * 2 > kernel.Height || padding.Width * 2 > kernel.Width)
        {
            call.Report(Catalogue.PaddingOverHalf(call.PlaceOf("pad"), padding, kernel));
            return null;
        }

        if (Windows.Slide(call, input, kernel, stride, padding, ceil) is not { } size) return null;
        var (rows, columns) = (Windows.Missed(input.Height, kernel.Height, stride.Height, padding.Height), Windows.Missed(input.Width, kernel.Width, stride.Width, padding.Width));
        if (!ceil && rows + columns > 0) call.Report(Catalogue.PixelsDropped(call.Place, call.Written, input, rows, columns));
        return new Bound(this, call, new PoolWindow(kernel, stride, padding, ceil), Shape.Of(input.Channels, size.Height, size.Width));
    }

    /// <summary>The pooling over windows that slide.</summary>
    protected abstract Op Operation(LayerCall call, PoolWindow window, Shape output, bool training);

    /// <summary>The pooling over as many windows as the output has places, as even as can be.</summary>
    protected abstract Op Adaptive(Shape output, bool training);

    /// <summary>Even windows are windows that slide, and a map of the right size stays as it is.</summary>
    private Layer? BindTo(LayerCall call, Shape input, Size2 to)
    {
        if (call.Kernel is not null || call.Stride is not null)
        {
            call.Report(Catalogue.UnwantedHeadPart(call.Place, Keyword + " to a size", call.Kernel is null ? "stride" : "kernel", FormattableString.Invariant($"{Keyword}(to {to})")));
            return null;
        }

        if (Options.FirstOrDefault(o => o.Name != "to" && call.Has(o.Name)) is { } other)
        {
            call.Report(Catalogue.BadOptionValue(call.PlaceOf(other.Name), other.Name, "no 'to' beside it: the size alone says where the windows are"));
            return null;
        }

        var output = Shape.Of(input.Channels, to.Height, to.Width);
        if (input.Height % to.Height != 0 || input.Width % to.Width != 0) return new Bound(this, call, null, output);
        var even = new Size2(input.Height / to.Height, input.Width / to.Width);
        return new Bound(this, call, new PoolWindow(even, even, Size2.Zero, Ceil: false), output);
    }

    private sealed class Bound(PoolingKind kind, LayerCall call, PoolWindow? window, Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input)
        {
            if (window is { Size: { Height: 1, Width: 1 }, Stride: { Height: 1, Width: 1 } }) return input;
            return lowering.Add(window is null ? kind.Adaptive(Output, lowering.Training) : kind.Operation(call, window, Output, lowering.Training), input);
        }
    }
}
