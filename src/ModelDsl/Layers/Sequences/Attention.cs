using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>attention(8, causal, dropout 0.1)</c>: multi-head attention, Vaswani et al. 2017, to the sequence itself; <c>attention(8, memory)</c> to
/// another. Parameters are named, laid out and begun as PyTorch's nn.MultiheadAttention.
/// </summary>
public sealed class AttentionKind : LayerKind
{
    public override string Keyword => "attention";

    public override string Example => "attention(8)";

    public override Arity Inputs => new(1, 2);

    public override IReadOnlyList<Option> Options =>
    [
        Option.Count("heads", position: 0),
        Option.Switch("causal"),
        Option.Number("dropout") with { Minimum = 0, Below = 1 },
    ];

    public override Layer? Bind(LayerCall call, IReadOnlyList<Shape> inputs)
    {
        if (!Sequences.IsSequence(call, inputs[0])) return null;
        var (input, memory) = (inputs[0], inputs[inputs.Count - 1]);
        var heads = call.Count("heads", 8);
        if (!memory.IsSequence || memory.Features != input.Features) call.Report(Catalogue.MemoryDoesNotFit(call.Place, call.Written, input, memory));
        else if (input.Features % heads != 0) call.Report(Catalogue.HeadsDoNotDivide(call.PlaceOf("heads"), heads, call.Before, input));
        else return new Bound(input, memory, new(heads, call.Switch("causal"), call.Number("dropout", 0), inputs.Count > 1));
        return null;
    }

    private sealed class Bound(Shape output, Shape memory, Attention operation) : Layer(output)
    {
        private int Features => Output.Features;

        public override IReadOnlyList<ParameterSpec> Parameters =>
        [
            new("Weight", Shape.Of(3 * Features, Features)) { Part = "In", Key = "in_proj_weight" },
            new("Bias", Shape.Of(3 * Features), Optional: true) { Part = "In", Key = "in_proj_bias" },
            new("Weight", Shape.Of(Features, Features)) { Part = "Out", Key = "out_proj.weight" },
            new("Bias", Shape.Of(Features), Optional: true) { Part = "Out", Key = "out_proj.bias" },
        ];

        /// <summary>The four projections, and the products of queries with keys and of weights with values.</summary>
        public override long Macs =>
            2L * Features * Features * (Output.Steps + memory.Steps) + 2L * Output.Steps * memory.Steps * Features;

        public override ParameterHolder Holder => new("AttentionParameters", $"features: {Constants.Of(Features)}");

        public override Value Lower(Lowering lowering, IReadOnlyList<Value> inputs)
        {
            var parameters = lowering.Parameters(this);
            var seen = Attend(lowering, inputs, parameters, lowering.Training ? operation : operation with { Dropout = 0 });
            var name = seen.Name;
            seen.Name += "Seen";
            var result = lowering.Add(new Linear(Features), seen, parameters[2], parameters[3]);
            result.Name = name;
            return result;
        }

        private Value Attend(Lowering lowering, IReadOnlyList<Value> inputs, Value[] parameters, Attention attend)
        {
            if (!attend.IsCross)
            {
                var projected = lowering.Add(new Linear(3 * Features), inputs[0], parameters[0], parameters[1]);
                projected.Name += "Projected";
                return lowering.Add(attend, projected);
            }

            var both = lowering.Add(new CrossProjection(), inputs[0], inputs[1], parameters[0], parameters[1]).Producer.Outputs;
            foreach (var value in both) value.Name += "Projected";
            return lowering.Add(attend, both);
        }
    }
}
