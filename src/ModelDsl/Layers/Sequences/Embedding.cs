using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>embed-128</c>: each token becomes the learned vector of its row in a table, Bengio et al. 2003.</summary>
public sealed class EmbeddingKind : LayerKind
{
    public override string Keyword => "embed";

    public override IReadOnlyList<string> Aliases => ["embedding"];

    public override HeadParts Head => HeadParts.Width;

    public override HeadParts RequiredHead => HeadParts.Width;

    public override string Example => "embed-128";

    public override bool TakesTokens => true;

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (input.IsTokens) return new Bound(input.Vocabulary, Shape.Of([.. input.Sizes, call.Width]));
        call.Report(Catalogue.NeedsTokens(call.Place, call.Written, call.Before, input));
        return null;
    }

    private sealed class Bound(int vocabulary, Shape output) : Layer(output)
    {
        private int Features => Output[Output.Rank - 1];

        public override IReadOnlyList<ParameterSpec> Parameters => [new("Weight", Shape.Of(vocabulary, Features))];

        public override ParameterHolder Holder => new(
            "EmbeddingParameters", $"weight: [{Constants.Of(vocabulary)}, {Constants.Of(Features)}], Initialization.Normal(1)");

        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Embedding(), [input, .. lowering.Parameters(this)]);
    }
}
