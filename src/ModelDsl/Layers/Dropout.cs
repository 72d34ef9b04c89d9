using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>dropout(0.5)</c>: in training zeroes each value with this probability and scales the rest up; at inference nothing.</summary>
public sealed class DropoutKind : LayerKind
{
    public override string Keyword => "dropout";

    public override string Example => "dropout(0.5)";

    public override IReadOnlyList<Option> Options => [Option.Number("p", position: 0) with { Minimum = 0, Below = 1 }];

    public override Layer Bind(LayerCall call, Shape input) => new Bound(input, call.Number("p", 0.5));

    private sealed class Bound(Shape output, double probability) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) =>
            lowering.Training && probability > 0 ? lowering.Add(new Dropout(probability), input) : input;
    }
}
