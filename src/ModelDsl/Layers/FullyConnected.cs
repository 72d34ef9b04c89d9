using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>fc-4096(bias no, linear, init glorot)</c>: every output sees every input; a feature map is flattened on the way in.</summary>
public sealed class FullyConnectedKind : LayerKind
{
    public override string Keyword => "fc";

    public override IReadOnlyList<string> Aliases => ["dense"];

    public override LayerRole Role => LayerRole.Weighted;

    public override HeadParts Head => HeadParts.Width;

    public override HeadParts RequiredHead => HeadParts.Width;

    public override string Example => "fc-4096";

    public override IReadOnlyList<Option> Options => Weights.Options;

    public override Layer Bind(LayerCall call, Shape input) => new Bound(call, input, Shape.Of(call.Width));

    public override Shape OutputOfUnknownInput(LayerCall call) => Shape.Of(call.Width);

    private sealed class Bound(LayerCall call, Shape input, Shape output) : Layer(output)
    {
        private readonly bool _bias = call.Switch("bias", otherwise: true);

        private readonly Shape _weight = Shape.Of(output[0], (int)input.Elements);

        public override IReadOnlyList<ParameterSpec> Parameters => _bias
            ? [new("Weight", _weight), new("Bias", Output, Optional: true)]
            : [new("Weight", _weight)];

        public override long Macs => _weight.Elements;

        public override ParameterHolder Holder => new(
            "LinearParameters",
            $"weight: [{string.Join(", ", _weight.Sizes.Select(Constants.Of))}], bias: {(_bias ? "true" : "false")}, {Weights.Initialization(call)}");

        public override ActivationFunction? Carried => call.Carried;

        public override Value Lower(Lowering lowering, Value input)
        {
            var flat = lowering.Flatten(input);
            var sum = lowering.Add(new Linear(Output[0]), [flat, .. lowering.Parameters(this)]);
            return lowering.Carry(sum, Carried);
        }
    }
}
