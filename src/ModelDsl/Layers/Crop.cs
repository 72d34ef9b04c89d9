using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>crop(d1, up)</c>: the middle of the first map, as high and wide as the second; Ronneberger et al. 2015.</summary>
public sealed class CropKind : LayerKind
{
    public override string Keyword => "crop";

    public override string Example => "crop(d1, up)";

    public override Arity Inputs => Arity.Exactly(2);

    public override Layer? Bind(LayerCall call, IReadOnlyList<Shape> inputs)
    {
        var (map, frame) = (inputs[0], inputs[1]);
        if (map.IsImage && frame.IsImage && map.Height >= frame.Height && map.Width >= frame.Width) return new Bound(map, frame);
        call.Report(Catalogue.CannotCrop(call.Place, call.Written, map, frame));
        return null;
    }

    /// <summary>Where there is no middle, the part lies one row or column nearer to the beginning.</summary>
    private sealed class Bound(Shape map, Shape frame) : Layer(Shape.Of(map.Channels, frame.Height, frame.Width))
    {
        public override Value Lower(Lowering lowering, IReadOnlyList<Value> inputs) => Output == map
            ? inputs[0]
            : lowering.Add(new Crop((map.Height - frame.Height) / 2, (map.Width - frame.Width) / 2, new Size2(frame.Height, frame.Width)), inputs[0]);
    }
}
