using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>noise(0.3)</c>: in training adds to each value a draw from the normal distribution of this deviation, as denoising autoencoders do; at inference nothing.</summary>
public sealed class NoiseKind : LayerKind
{
    public override string Keyword => "noise";

    public override string Example => "noise(0.3)";

    public override IReadOnlyList<Option> Options => [Option.Number("deviation", position: 0) with { Minimum = 0 }];

    public override Layer Bind(LayerCall call, Shape input) => new Bound(input, call.Number("deviation", 0.1));

    private sealed class Bound(Shape output, double deviation) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) =>
            lowering.Training && deviation > 0 ? lowering.Add(new Noise(deviation), input) : input;
    }
}
