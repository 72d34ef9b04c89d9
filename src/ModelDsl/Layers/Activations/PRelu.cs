using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>prelu(0.25, channels)</c>: x above zero, slope * x below, the slope learned, He et al. 2015: one for all, or one for each channel.
/// </summary>
public sealed class PRelu : LayerKind
{
    public override string Keyword => "prelu";

    public override LayerRole Role => LayerRole.Activation;

    public override string Example => "prelu";

    public override IReadOnlyList<Option> Options => [Option.Number("slope", position: 0), Option.Switch("channels")];

    /// <summary>How the layer before it begins; what it computes takes a parameter, and no layer can carry it.</summary>
    public override ActivationFunction Function(LayerCall call) => new("prelu", "", SlopeFromOutput: false, ActivationKind.He);

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!call.Switch("channels")) return new Bound(input, 1, call.Number("slope", 0.25));
        if (input.Rank is 1 or 3) return new Bound(input, input[0], call.Number("slope", 0.25));
        call.Report(Catalogue.NeedsAnImage(call.PlaceOf("channels"), call.Written, call.Before, input));
        return null;
    }

    private sealed class Bound(Shape output, int slopes, double start) : Layer(output)
    {
        public override IReadOnlyList<ParameterSpec> Parameters => [new("Weight", Shape.Of(slopes))];

        public override ParameterHolder Holder => new("PReluParameters", $"slopes: {Constants.Of(slopes)}, start: {Constants.Of(start)}");

        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Ops.PRelu(), [input, .. lowering.Parameters(this)]);
    }
}
