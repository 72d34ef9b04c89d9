using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary><c>cross-entropy(smoothing 0.1)</c>: of one score a class with a label; of a sequence or map with a label a step or pixel.</summary>
public sealed class CrossEntropy : LossFunction
{
    public override string Keyword => "crossentropy";

    public override string Name => "cross-entropy";

    public override string Example => "cross-entropy";

    public override Arity Values => Arity.One;

    public override TargetKind Target => TargetKind.Labels;

    public override ScoreFunction Scores => ScoreFunction.Softmax;

    public override IReadOnlyList<Option> Options => [Option.Number("smoothing") with { Minimum = 0, Below = 1 }];

    public override string? Problem(IReadOnlyList<Shape> values)
    {
        var shape = values[0];
        return shape.Rank is >= 1 and <= 3 && shape[Broadcast.ChannelAxis(shape.Rank)] >= 2
            ? null
            : $"it needs one score for each of two or more classes, but the model gives {shape}";
    }

    public override LossOp Operation(LossCall call) => new SoftmaxCrossEntropy(call.Number("smoothing", 0)) { Weight = call.Weight };
}
