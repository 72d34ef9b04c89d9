using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>What max and average pooling share: <c>maxpool3/2(pad 1, ceil)</c>; alone 2x2 with stride 2, a kernel alone strides by itself.</summary>
public abstract class PoolingKind : LayerKind
{
    public override LayerRole Role => LayerRole.Pooling;

    public override HeadParts Head => HeadParts.Kernel | HeadParts.Stride;

    public override string Example => Keyword + "3/2";

    public override IReadOnlyList<Option> Options => [Option.Size("pad", minimum: 0), Option.Switch("ceil")];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
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
        return new Bound(this, new PoolWindow(kernel, stride, padding, ceil), Shape.Of(input.Channels, size.Height, size.Width));
    }

    protected abstract Op Operation(PoolWindow window, Shape output, bool training);

    private sealed class Bound(PoolingKind kind, PoolWindow window, Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(kind.Operation(window, Output, lowering.Training), input);
    }
}
