using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>position</c>: adds a learned vector to each step, by its position, Gehring et al. 2017.</summary>
public sealed class PositionKind : LayerKind
{
    public override string Keyword => "position";

    public override string Example => "position";

    public override Layer? Bind(LayerCall call, Shape input) => Sequences.IsSequence(call, input) ? new Bound(input) : null;

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override IReadOnlyList<ParameterSpec> Parameters => [new("Weight", Shape.Of(1, Output.Steps, Output.Features))];

        public override ParameterHolder Holder => new(
            "EmbeddingParameters", $"weight: [1, {Constants.Of(Output.Steps)}, {Constants.Of(Output.Features)}], Initialization.Normal(0.02)");

        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Position(), [input, .. lowering.Parameters(this)]);
    }
}

/// <summary><c>positional</c>: adds sines and cosines of its position to each step, Vaswani et al. 2017; learns nothing.</summary>
public sealed class PositionalKind : LayerKind
{
    public override string Keyword => "positional";

    public override string Example => "positional";

    public override Layer? Bind(LayerCall call, Shape input) => Sequences.IsSequence(call, input) ? new Bound(input) : null;

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override ParameterHolder Holder => new(
            "PositionTable", $"steps: {Constants.Of(Output.Steps)}, features: {Constants.Of(Output.Features)}");

        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Positional(), input);
    }
}

/// <summary><c>class-token</c>: puts a learned step before the others, Devlin et al. 2019; <c>first</c> takes it out again.</summary>
public sealed class ClassTokenKind : LayerKind
{
    public override string Keyword => "classtoken";

    public override string Example => "class-token";

    public override Layer? Bind(LayerCall call, Shape input) =>
        Sequences.IsSequence(call, input) ? new Bound(Shape.Of(input.Steps + 1, input.Features)) : null;

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override IReadOnlyList<ParameterSpec> Parameters => [new("Weight", Shape.Of(1, 1, Output.Features))];

        public override ParameterHolder Holder => new("EmbeddingParameters", $"weight: [1, 1, {Constants.Of(Output.Features)}], Initialization.Zeros");

        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new ClassToken(), [input, .. lowering.Parameters(this)]);
    }
}
