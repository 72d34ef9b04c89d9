using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>fc-4096(bias no, linear, init glorot)</c>: every output sees every input; a feature map is flattened on the way in. <c>fc-10(each)</c> is
/// applied to each step of a sequence.
/// </summary>
public sealed class FullyConnectedKind : LayerKind
{
    public override string Keyword => "fc";

    public override IReadOnlyList<string> Aliases => ["dense"];

    public override LayerRole Role => LayerRole.Weighted;

    public override HeadParts Head => HeadParts.Width;

    public override HeadParts RequiredHead => HeadParts.Width;

    public override string Example => "fc-4096";

    public override IReadOnlyList<Option> Options { get; } = [.. Weights.Options, Option.Switch("each")];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!call.Switch("each")) return new Bound(call, (int)input.Elements, Shape.Of(call.Width));
        return Sequences.IsSequence(call, input) ? new Bound(call, input.Features, Shape.Of(input.Steps, call.Width)) : null;
    }

    public override Shape? OutputOfUnknownInput(LayerCall call) => call.Switch("each") ? null : Shape.Of(call.Width);

    private sealed class Bound(LayerCall call, int inputs, Shape output) : Layer(output)
    {
        private readonly bool _bias = call.Switch("bias", otherwise: true);

        private readonly Shape _weight = Shape.Of(output[output.Rank - 1], inputs);

        public override IReadOnlyList<ParameterSpec> Parameters => _bias
            ? [new("Weight", _weight), new("Bias", Shape.Of(_weight[0]), Optional: true)]
            : [new("Weight", _weight)];

        public override long Macs => _weight.Elements * (Output.IsSequence ? Output.Steps : 1);

        public override ParameterHolder Holder => new(
            "LinearParameters",
            $"weight: [{string.Join(", ", _weight.Sizes.Select(Constants.Of))}], bias: {(_bias ? "true" : "false")}, {Weights.Initialization(call)}");

        public override ActivationFunction? Carried => call.Carried;

        public override Value Lower(Lowering lowering, Value input)
        {
            var flat = Output.IsSequence ? input : lowering.Flatten(input);
            var sum = lowering.Add(new Linear(_weight[0]), [flat, .. lowering.Parameters(this)]);
            return lowering.Carry(sum, Carried);
        }
    }
}
