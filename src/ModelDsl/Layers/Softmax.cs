using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>softmax</c>: scores to probabilities; a model that ends in it trains with cross-entropy.</summary>
public sealed class SoftmaxKind : LayerKind
{
    public override string Keyword => "softmax";

    public override LayerRole Role => LayerRole.Softmax;

    public override string Example => "softmax";

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (input.Rank == 1) return new Bound(input);
        call.Report(Catalogue.SoftmaxOfAMap(call.Place, call.Before, input));
        return null;
    }

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Softmax(), input);
    }
}
