using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary><c>dice</c>, <c>dice(mask, wanted, smooth 1)</c>: how little two maps of probabilities overlap, for segmentation; Milletari et al. 2016.</summary>
public sealed class Dice : LossFunction
{
    public override string Keyword => "dice";

    public override IReadOnlyList<string> KnownAs => ["diceloss", "softdice", "dsc", "f1"];

    public override string Example => "dice(mask, wanted)";

    public override Arity Values => new(1, 2);

    public override IReadOnlyList<Option> Options => [Option.Number("smooth") with { Minimum = 0, AboveMinimum = true }];

    /// <summary>Classes that share each pixel have a label there; masks of their own are held against masks.</summary>
    public override TargetKind Target(LayerKind? end) => end?.Role == LayerRole.Softmax ? TargetKind.Labels : TargetKind.Values;

    public override string? Remedy(LayerKind end) => end switch
    {
        LogSoftmaxKind => "end it in softmax",
        { Role: LayerRole.Weighted or LayerRole.Activation or LayerRole.Normalisation } and not Sigmoid => "end it in softmax, or in sigmoid",
        _ => null,
    };

    public override string? Problem(IReadOnlyList<Shape> values, LossCall call) =>
        values[0].Rank == 3 ? DifferentShapes(values) : $"it compares maps, c x h x w, but its value is {values[0]}";

    public override LossOp Operation(LossCall call) => new SoftDice(call.Number("smooth", 1)) { Weight = call.Weight };
}
