using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary><c>hinge</c>: of scores with wanted signs, 1 or -1; the loss of support vector machines.</summary>
public sealed class Hinge : LossFunction
{
    public override string Keyword => "hinge";

    public override IReadOnlyList<string> KnownAs => ["hingeloss", "svm"];

    public override string Example => "hinge";

    public override Arity Values => Arity.One;

    public override TargetKind Target(LayerKind? end) => TargetKind.Values;

    public override LossOp Operation(LossCall call) => new HingeLoss { Weight = call.Weight };
}
