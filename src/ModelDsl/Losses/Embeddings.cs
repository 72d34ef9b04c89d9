using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary>What contrastive and triplet share: embeddings, a row of numbers each, that are compared by their distance.</summary>
public abstract class EmbeddingLoss : LossFunction
{
    public override IReadOnlyList<Option> Options => [Option.Number("margin") with { Minimum = 0, AboveMinimum = true }];

    public override string? Problem(IReadOnlyList<Shape> values, LossCall call)
    {
        if (values.FirstOrDefault(v => v.Rank != 1) is { } map) return $"it compares embeddings, a row of numbers each, but its value is {map}";
        var shapes = values.Distinct().ToArray();
        return shapes.Length == 1 ? null : $"its values must have the same shape, but are {string.Join(" and ", shapes.Select(s => s.ToString()))}";
    }
}

/// <summary><c>contrastive(left, right, margin 1)</c>: pairs that belong together near each other, others a margin apart; Hadsell, Chopra and LeCun 2006.</summary>
public sealed class Contrastive : EmbeddingLoss
{
    public override string Keyword => "contrastive";

    public override IReadOnlyList<string> KnownAs => ["contrastiveloss", "siamese"];

    public override string Example => "contrastive(left, right)";

    public override Arity Values => Arity.Exactly(2);

    public override TargetKind Target(LayerKind? end) => TargetKind.Agreement;

    public override LossOp Operation(LossCall call) => new ContrastiveLoss(call.Number("margin", 1)) { Weight = call.Weight };
}

/// <summary><c>triplet(anchor, positive, negative, margin 0.2)</c>: nearer to one of its kind than to another, by a margin; Schroff et al. 2015.</summary>
public sealed class Triplet : EmbeddingLoss
{
    public override string Keyword => "triplet";

    public override IReadOnlyList<string> KnownAs => ["tripletloss", "tripletmargin", "tripletmarginloss"];

    public override string Example => "triplet(anchor, positive, negative)";

    public override Arity Values => Arity.Exactly(3);

    public override LossOp Operation(LossCall call) => new TripletLoss(call.Number("margin", 0.2)) { Weight = call.Weight };
}
