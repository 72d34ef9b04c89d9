using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>dropout(0.5, channels)</c>: in training zeroes each value, or each channel as a whole (Tompson et al. 2015), with this probability and scales the rest
/// up; at inference nothing.
/// </summary>
public sealed class DropoutKind : LayerKind
{
    public override string Keyword => "dropout";

    public override string Example => "dropout(0.5)";

    public override IReadOnlyList<Option> Options => [Option.Number("p", position: 0) with { Minimum = 0, Below = 1 }, Option.Switch("channels")];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        var channels = call.Switch("channels");
        return channels && !Windows.IsImage(call, input) ? null : new Bound(input, call.Number("p", 0.5), channels);
    }

    private sealed class Bound(Shape output, double probability, bool channels) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) =>
            lowering.Training && probability > 0 ? lowering.Add(new Dropout(probability, channels), input) : input;
    }
}
