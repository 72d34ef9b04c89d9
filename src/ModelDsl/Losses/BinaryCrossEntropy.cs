using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary><c>bce</c>, <c>bce(decoder, input)</c>: of probabilities, sigmoids of scores, with wanted ones.</summary>
public sealed class BinaryCrossEntropy : LossFunction
{
    public override string Keyword => "bce";

    public override string Example => "bce(decoder, input)";

    public override Arity Values => new(1, 2);

    public override TargetKind Target => TargetKind.Values;

    public override ScoreFunction Scores => ScoreFunction.Sigmoid;

    public override string? Problem(IReadOnlyList<Shape> values) => DifferentShapes(values);

    public override LossOp Operation(LossCall call) => new SigmoidBinaryCrossEntropy { Weight = call.Weight };
}
