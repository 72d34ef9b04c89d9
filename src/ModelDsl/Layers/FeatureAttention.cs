using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>spatial-attention(8)</c>: the position attention of Fu et al. 2019: each place of a map gets what is alike elsewhere, gamma times, beside what it has.
/// Queries and keys have an eighth of the channels.
/// </summary>
public sealed class SpatialAttentionKind : LayerKind
{
    private static readonly Window Point = new(Size2.One, Size2.Zero, Size2.One, 1);

    public override string Keyword => "spatialattention";

    public override IReadOnlyList<string> Aliases => ["positionattention"];

    public override string Example => "spatial-attention(8)";

    public override IReadOnlyList<Option> Options => [Option.Count("reduction", position: 0), Option.Number("gamma")];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Windows.IsImage(call, input)) return null;
        var reduction = call.Count("reduction", 8);
        if (input.Channels % reduction == 0) return new Bound(input, input.Channels / reduction, call.Number("gamma", 0));
        call.Report(Catalogue.BadOptionValue(
            call.PlaceOf("reduction"), "reduction", FormattableString.Invariant($"a number that divides the {input.Channels} channels of the input; {reduction} does not")));
        return null;
    }

    private sealed class Bound(Shape map, int features, double gamma) : Layer(map)
    {
        private readonly long _positions = (long)map.Height * map.Width;

        public override IReadOnlyList<ParameterSpec> Parameters =>
            [.. Projection("Query", features), .. Projection("Key", features), .. Projection("Value", Output.Channels), new("Gamma", Shape.Of(1))];

        /// <summary>Three convolutions of 1x1, each position's query by each key, and the values by those weights.</summary>
        public override long Macs =>
            _positions * Output.Channels * (2L * features + Output.Channels) + _positions * _positions * (features + Output.Channels);

        public override ParameterHolder Holder => new(
            "SpatialAttentionParameters", $"channels: {Constants.Of(Output.Channels)}, features: {Constants.Of(features)}{(gamma == 0 ? "" : $", gamma: {Constants.Of(gamma)}")}");

        public override Value Lower(Lowering lowering, Value input)
        {
            var parameters = lowering.Parameters(this);
            var query = Project(lowering, input, "Query", parameters[0], parameters[1]);
            var key = Project(lowering, input, "Key", parameters[2], parameters[3]);
            var value = Project(lowering, input, "Value", parameters[4], parameters[5]);
            var attended = lowering.Add(new AttendOverPositions(), query, key, value);
            attended.Name += "Attended";
            return lowering.Add(new AddScaled(), input, attended, parameters[6]);
        }

        private ParameterSpec[] Projection(string part, int width) =>
        [
            new("Weight", Shape.Of(width, Output.Channels, 1, 1)) { Part = part, Key = part.ToLowerInvariant() + ".weight" },
            new("Bias", Shape.Of(width), Optional: true) { Part = part, Key = part.ToLowerInvariant() + ".bias" },
        ];

        private Value Project(Lowering lowering, Value input, string part, Value weight, Value bias)
        {
            var projected = lowering.Add(new Convolution(Point, Shape.Of(weight.Type.Shape[0], Output.Height, Output.Width)), input, weight, bias);
            projected.Name += part;
            return projected;
        }
    }
}

/// <summary><c>channel-attention</c>: the channel attention of Fu et al. 2019: each channel gets of the others what is unlike it, gamma times, beside what it has.</summary>
public sealed class ChannelAttentionKind : LayerKind
{
    public override string Keyword => "channelattention";

    public override string Example => "channel-attention";

    public override IReadOnlyList<Option> Options => [Option.Number("gamma")];

    public override Layer? Bind(LayerCall call, Shape input) => Windows.IsImage(call, input) ? new Bound(input, call.Number("gamma", 0)) : null;

    private sealed class Bound(Shape map, double gamma) : Layer(map)
    {
        public override IReadOnlyList<ParameterSpec> Parameters => [new("Gamma", Shape.Of(1))];

        /// <summary>Each channel by each other, and the channels by those weights.</summary>
        public override long Macs => 2 * Output.Elements * Output.Channels;

        public override ParameterHolder Holder => new("ChannelAttentionParameters", $"gamma: {Constants.Of(gamma)}");

        public override Value Lower(Lowering lowering, Value input)
        {
            var attended = lowering.Add(new AttendOverChannels(), input);
            attended.Name += "Attended";
            return lowering.Add(new AddScaled(), input, attended, lowering.Parameters(this)[0]);
        }
    }
}
