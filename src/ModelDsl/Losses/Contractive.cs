using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary><c>contractive(code, 0.1)</c>: how strongly a code, a sigmoid of one fc, answers to its input; Rifai et al. 2011.</summary>
public sealed class Contractive : LossFunction
{
    public override string Keyword => "contractive";

    public override string Example => "contractive(code, 0.1)";

    public override Arity Values => Arity.One;

    public override WeightUse Weights => WeightUse.WeightOfValue;

    public override IReadOnlyList<Option> Options => [Option.Number("strength", position: 0) with { Minimum = 0 }];

    public override string? Problem(IReadOnlyList<Shape> values, LossCall call) =>
        values[0].Rank == 1 ? null : $"it takes the code that an fc and a sigmoid make, but its value is {values[0]}";

    public override LossOp Operation(LossCall call) => new ContractivePenalty { Weight = call.Weight * call.Number("strength", 1) };
}
