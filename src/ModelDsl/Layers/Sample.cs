using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>sample(mean, logvar)</c>: in training a draw from that normal distribution, reparametrised, Kingma and Welling 2014; at inference the mean.</summary>
public sealed class SampleKind : LayerKind
{
    public override string Keyword => "sample";

    public override string Example => "sample(mean, logvar)";

    public override Arity Inputs => Arity.Exactly(2);

    public override Layer? Bind(LayerCall call, IReadOnlyList<Shape> inputs)
    {
        if (inputs[0] == inputs[1]) return new Bound(inputs[0]);
        call.Report(Catalogue.CannotCombine(call.Place, call.Written, inputs, "", "drawn from: a mean and a log-variance have the same shape"));
        return null;
    }

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, IReadOnlyList<Value> inputs) =>
            lowering.Training ? lowering.Add(new Sample(), inputs[0], inputs[1]) : inputs[0];
    }
}
