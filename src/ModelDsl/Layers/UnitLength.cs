using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>l2norm</c>: unit Euclidean length, for embeddings that are compared by distance or cosine; Schroff et al. 2015.</summary>
public sealed class UnitLengthKind : LayerKind
{
    public override string Keyword => "l2norm";

    public override LayerRole Role => LayerRole.Normalisation;

    public override string Example => "l2norm";

    public override Layer Bind(LayerCall call, Shape input) => new Bound(input);

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new UnitLength(Broadcast.ChannelAxis(Output.Rank)), input);
    }
}
