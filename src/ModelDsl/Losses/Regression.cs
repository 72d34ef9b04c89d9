using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary>What mse, mae and huber share: a value compared with the wanted one, or with another value.</summary>
public abstract class RegressionLoss : LossFunction
{
    public override string Example => $"{Keyword}(decoder, input)";

    public override Arity Values => new(1, 2);

    public override TargetKind Target(LayerKind? end) => TargetKind.Values;

    public override string? Problem(IReadOnlyList<Shape> values, LossCall call) => DifferentShapes(values);
}

/// <summary><c>mse</c>: the mean squared error.</summary>
public sealed class SquaredErrorLoss : RegressionLoss
{
    public override string Keyword => "mse";

    public override IReadOnlyList<string> KnownAs => ["mseloss", "meansquarederror", "squarederror", "l2loss"];

    public override LossOp Operation(LossCall call) => new MeanSquaredError { Weight = call.Weight };
}

/// <summary><c>mae</c>: the mean absolute error.</summary>
public sealed class AbsoluteErrorLoss : RegressionLoss
{
    public override string Keyword => "mae";

    public override IReadOnlyList<string> KnownAs => ["maeloss", "meanabsoluteerror", "absoluteerror", "l1loss"];

    public override LossOp Operation(LossCall call) => new MeanAbsoluteError { Weight = call.Weight };
}

/// <summary><c>huber(delta 0.5)</c>: squares small differences and takes large ones as they are, Huber 1964.</summary>
public sealed class Huber : RegressionLoss
{
    public override string Keyword => "huber";

    public override IReadOnlyList<string> KnownAs => ["huberloss", "smoothl1", "smoothl1loss"];

    public override IReadOnlyList<Option> Options => [Option.Number("delta") with { Minimum = 0, AboveMinimum = true }];

    public override LossOp Operation(LossCall call) => new HuberLoss(call.Number("delta", 1)) { Weight = call.Weight };
}
