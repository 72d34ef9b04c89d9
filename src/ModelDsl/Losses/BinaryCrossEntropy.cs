using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary><c>bce</c>, <c>bce(decoder, input)</c>: of probabilities, sigmoids of scores, with wanted ones.</summary>
public sealed class BinaryCrossEntropy : LossFunction
{
    public override string Keyword => "bce";

    public override IReadOnlyList<string> KnownAs => ["binarycrossentropy", "sigmoidcrossentropy", "bceloss", "bcewithlogits", "bcewithlogitsloss", "logloss", "logistic"];

    public override string Example => "bce(decoder, input)";

    public override Arity Values => new(1, 2);

    public override TargetKind Target(LayerKind? end) => TargetKind.Values;

    public override ScoreFunction Scores => ScoreFunction.Sigmoid;

    public override string? Remedy(LayerKind end) => end switch
    {
        { Role: LayerRole.Softmax } => "end it in sigmoid, or write 'loss cross-entropy'",
        { Role: LayerRole.Activation } and not (Sigmoid or Identity) => "end it in sigmoid",
        _ => null,
    };

    public override string? Problem(IReadOnlyList<Shape> values, LossCall call) => DifferentShapes(values);

    public override LossOp Operation(LossCall call) => new SigmoidBinaryCrossEntropy { Weight = call.Weight };
}
