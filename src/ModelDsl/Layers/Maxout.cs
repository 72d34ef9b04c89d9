using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>maxout-240(5)</c>: each unit the largest of several linear pieces, Goodfellow et al. 2013; an activation of its own.</summary>
public sealed class MaxoutKind : LayerKind
{
    public override string Keyword => "maxout";

    public override HeadParts Head => HeadParts.Width;

    public override HeadParts RequiredHead => HeadParts.Width;

    public override string Example => "maxout-240(5)";

    public override IReadOnlyList<Option> Options => [Option.Count("pieces", position: 0), .. Weights.Options.Where(o => o.Name != "linear")];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        var pieces = call.Count("pieces", 2);
        return Windows.Multiply(call, call.Width, pieces) is { } rows ? new Bound(call, (int)input.Elements, rows, pieces) : null;
    }

    public override Shape OutputOfUnknownInput(LayerCall call) => Shape.Of(call.Width);

    private sealed class Bound(LayerCall call, int inputs, int rows, int pieces) : Layer(Shape.Of(call.Width))
    {
        private readonly LinearWeights _weights = new(call, Shape.Of(rows, inputs));

        public override IReadOnlyList<ParameterSpec> Parameters => _weights.Parameters;

        public override long Macs => _weights.Weight.Elements;

        public override ParameterHolder Holder => _weights.Holder;

        public override Value Lower(Lowering lowering, Value input)
        {
            var sums = lowering.Add(new Linear(rows), [lowering.Flatten(input), .. lowering.Parameters(this)]);
            sums.Name += "Pieces";
            return lowering.Add(new Maxout(pieces), sums);
        }
    }
}
