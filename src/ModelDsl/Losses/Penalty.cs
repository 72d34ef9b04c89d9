using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary>What l1 and l2 share: <c>l2(5e-4)</c> of every weight, or <c>l1(code, 1e-4)</c> of a value.</summary>
public abstract class Penalty : LossFunction
{
    public override string Example => $"{Keyword}(code, 1e-4)";

    public override Arity Values => new(0, 1);

    public override WeightUse Weights => WeightUse.EveryWeight;

    public override IReadOnlyList<Option> Options => [Option.Number("strength", position: 0) with { Minimum = 0 }];

    public override LossOp Operation(LossCall call) => Plain with { Weight = call.Weight * call.Number("strength", 1) };

    protected abstract LossOp Plain { get; }
}

/// <summary><c>l1</c>: the sum of absolute values.</summary>
public sealed class AbsolutePenalty : Penalty
{
    public override string Keyword => "l1";

    protected override LossOp Plain => new L1Penalty();
}

/// <summary><c>l2</c>: the sum of squares.</summary>
public sealed class SquarePenalty : Penalty
{
    public override string Keyword => "l2";

    protected override LossOp Plain => new L2Penalty();
}
