using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary>What the losses of embeddings share: values of a row of numbers each, that are compared with each other.</summary>
public abstract class EmbeddingLoss : LossFunction
{
    protected static Option Margin { get; } = Option.Number("margin") with { Minimum = 0, AboveMinimum = true };

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

    public override IReadOnlyList<Option> Options => [Margin];

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

    public override IReadOnlyList<Option> Options => [Margin];

    public override LossOp Operation(LossCall call) => new TripletLoss(call.Number("margin", 0.2)) { Weight = call.Weight };
}

/// <summary><c>supcon(embedding, 0.1)</c>: of all the batch, those with its label are the nearest of each; Khosla et al. 2020.</summary>
public sealed class SupervisedContrastive : EmbeddingLoss
{
    public override string Keyword => "supcon";

    public override IReadOnlyList<string> KnownAs => ["supconloss", "supervisedcontrastive", "supervisedcontrastiveloss", "ntxent", "ntxentloss"];

    public override string Example => "supcon(embedding, 0.1)";

    public override Arity Values => Arity.One;

    public override IReadOnlyList<Option> Options => [Option.Number("temperature", position: 0) with { Minimum = 0, AboveMinimum = true }];

    public override TargetKind Target(LayerKind? end) => TargetKind.Groups;

    public override LossOp Operation(LossCall call) => new SupervisedContrastiveLoss(call.Number("temperature", 0.1)) { Weight = call.Weight };
}
