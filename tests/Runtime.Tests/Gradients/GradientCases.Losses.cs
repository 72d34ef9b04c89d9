using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Softmaxes() =>
    [
        Softmax("of [N, C]", [3, 5]),
        Softmax("of [N, C, H, W]", [2, 4, 3, 2]),
    ];

    private static IEnumerable<GradientCase> Losses() =>
    [
        .. BothWays(
        [
            CrossEntropy([4, 5], [0, 4, 2, 2]),
            CrossEntropy([1, 10], [9]),
            Loss("bce", [3, 4], p => p.Step.SigmoidBinaryCrossEntropy("sigmoid", p.X, p.Constant),
                t => t[t.Aten.BinaryCrossEntropyWithLogits(t.X, t.Constant, 0, 0, Reduction.Mean)]),
        ]),
        Loss("mse", [3, 4], p => p.Step.MeanSquaredError("mse", p.X, p.Constant),
            t => t[t.Aten.MseLoss(t.X, t.Constant, Reduction.Mean)]),
        Loss("mse of images", [2, 2, 3, 4], p => p.Step.MeanSquaredError("mse", p.X, p.Constant),
            t => t[t.Aten.MseLoss(t.X, t.Constant, Reduction.Mean)]),
    ];

    private static GradientCase Softmax(string name, long[] input) => new()
    {
        Name = $"softmax {name}",
        Inputs = [input],
        Forward = p => [p.Step.Softmax("softmax", p.X)],
        Backward = (p, dy) => [p.Step.SoftmaxBackward("softmax", dy, p.Output)],
        Reference = t => t[t.Aten.Softmax(t.X, 1)],
    };

    private static GradientCase CrossEntropy(long[] input, long[] labels) => new()
    {
        Name = $"cross-entropy of {ShapeMismatchException.Format(input)}",
        Inputs = [input],
        Constant = _ => Labels.From(labels),
        IsLoss = true,
        Forward = p => List(p.Step.SoftmaxCrossEntropy("softmax", p.X, p.Constant)),
        Backward = (p, _) => [p.Kept[1]],
        Reference = t => t[t.Aten.NllLossForward(t[t.Aten.LogSoftmax(t.X, 1)], t.Constant, 0, Reduction.Mean, -100).Output],
    };

    private static GradientCase Loss(
        string name, long[] input, Func<Pass, (Value, Value)> loss, Func<Tape, nint> reference) => new()
        {
            Name = name,
            Inputs = [input],
            Constant = type => Numbers.ToTensor([.. Numbers.Random(Numbers.Product(input), 40).Select(v => (v + 1) / 2)], input, type),
            IsLoss = true,
            Forward = p => List(loss(p)),
            Backward = (p, _) => [p.Kept[1]],
            Reference = reference,
        };

    private static Value[] List((Value, Value) values) => [values.Item1, values.Item2];
}
