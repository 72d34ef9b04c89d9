using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>dropconnect-512(0.5)</c>: an fc whose weights are dropped with this probability in training, Wan et al. 2013, one draw a step, the others scaled up;
/// at inference an fc.
/// </summary>
public sealed class DropConnectKind : LayerKind
{
    public override string Keyword => "dropconnect";

    public override LayerRole Role => LayerRole.Weighted;

    public override HeadParts Head => HeadParts.Width;

    public override HeadParts RequiredHead => HeadParts.Width;

    public override string Example => "dropconnect-512(0.5)";

    public override IReadOnlyList<Option> Options => [Option.Number("p", position: 0) with { Minimum = 0, Below = 1 }, .. Weights.Options];

    public override Layer Bind(LayerCall call, Shape input) => new Bound(call, (int)input.Elements);

    public override Shape OutputOfUnknownInput(LayerCall call) => Shape.Of(call.Width);

    private sealed class Bound(LayerCall call, int inputs) : Layer(Shape.Of(call.Width))
    {
        private readonly LinearWeights _weights = new(call, Shape.Of(call.Width, inputs));

        private readonly double _probability = call.Number("p", 0.5);

        public override IReadOnlyList<ParameterSpec> Parameters => _weights.Parameters;

        public override long Macs => _weights.Weight.Elements;

        public override ParameterHolder Holder => _weights.Holder;

        public override ActivationFunction? Carried => call.Carried;

        public override Value Lower(Lowering lowering, Value input)
        {
            Op operation = lowering.Training && _probability > 0 ? new DropConnect(Output[0], _probability) : new Linear(Output[0]);
            return lowering.Carry(lowering.Add(operation, [lowering.Flatten(input), .. lowering.Parameters(this)]), Carried);
        }
    }
}
