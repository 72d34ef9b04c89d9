using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>ffn-2048(gelu, dropout 0.1)</c>: the position-wise feed-forward network of Vaswani et al. 2017, section 3.3: in each step to the width, through
/// the model's activation, and back.
/// </summary>
public sealed class FeedForwardKind : LayerKind
{
    public override string Keyword => "ffn";

    public override IReadOnlyList<string> Aliases => ["feedforward"];

    public override HeadParts Head => HeadParts.Width;

    public override HeadParts RequiredHead => HeadParts.Width;

    public override string Example => "ffn-2048";

    public override IReadOnlyList<Option> Options =>
    [
        Option.Switch("gelu"),
        Option.Number("dropout") with { Minimum = 0, Below = 1 },
    ];

    public override Layer? Bind(LayerCall call, Shape input)
    {
        if (!Sequences.IsSequence(call, input)) return null;
        var activation = call.Switch("gelu") ? new Gelu().Function(call) : call.Activation;
        return new Bound(input, call.Width, activation, call.Number("dropout", 0));
    }

    private sealed class Bound(Shape output, int width, ActivationFunction? activation, double dropout) : Layer(output)
    {
        public override IReadOnlyList<ParameterSpec> Parameters =>
        [
            new("Weight", Shape.Of(width, Output.Features)) { Part = "Inner", Key = "inner.weight" },
            new("Bias", Shape.Of(width), Optional: true) { Part = "Inner", Key = "inner.bias" },
            new("Weight", Shape.Of(Output.Features, width)) { Part = "Outer", Key = "outer.weight" },
            new("Bias", Shape.Of(Output.Features), Optional: true) { Part = "Outer", Key = "outer.bias" },
        ];

        public override long Macs => 2L * Output.Steps * Output.Features * width;

        public override ParameterHolder Holder => new(
            "FeedForwardParameters",
            $"features: {Constants.Of(Output.Features)}, width: {Constants.Of(width)}, Initialization.{activation?.Initialization ?? "Glorot"}");

        public override Value Lower(Lowering lowering, Value input)
        {
            var parameters = lowering.Parameters(this);
            var value = lowering.Add(new Linear(width), input, parameters[0], parameters[1]);
            var name = value.Name;
            value.Name += "Inner";
            value = lowering.Carry(value, activation);
            if (activation is not null) value.Name += "Active";
            if (dropout > 0 && lowering.Training)
            {
                value = lowering.Add(new Ops.Dropout(dropout), value);
                value.Name += "Dropped";
            }

            var result = lowering.Add(new Linear(Output.Features), value, parameters[2], parameters[3]);
            result.Name = name;
            return result;
        }
    }
}
