using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static double[] ClassWeights => [1, 2, 0.5];

    private static (string Name, long[] Input, long[] Sizes, long[] Labels)[] LabelledSizes =>
    [
        ("rows", [4, 3], [4], [0, 2, 1, 1]),
        ("a sequence", [2, 3, 3], [2, 3], [0, 2, 2, 1, 1, 0]),
        ("a map", [2, 3, 2, 2], [2, 2, 2], [0, 1, 2, 0, 2, 2, 1, 0]),
    ];

    private static IEnumerable<GradientCase> WeightedClasses() =>
    [
        .. LabelledSizes.SelectMany(of => new[]
        {
            ClassLoss("nll", of, (p, axis) => p.Step.NegativeLogLikelihood("nll", p.X, p.Constant, weight: 0.3), (t, axis) => Weighed(t, t.X, axis, weighs: false, 0, 0.3)),
            ClassLoss("nll, weighted classes", of, (p, axis) => p.Step.NegativeLogLikelihood("nll", p.X, p.Constant, ClassWeights), (t, axis) => Weighed(t, t.X, axis, weighs: true, 0, 1)),
            ClassLoss("cross-entropy, weighted classes", of, (p, axis) => p.Step.SoftmaxCrossEntropy("ce", p.X, p.Constant, ClassWeights, weight: 0.7),
                (t, axis) => Weighed(t, t[t.Aten.LogSoftmax(t.X, axis)], axis, weighs: true, 0, 0.7)),
            ClassLoss("cross-entropy, weighted classes, smoothed", of, (p, axis) => p.Step.SoftmaxCrossEntropy("ce", p.X, p.Constant, ClassWeights, smoothing: 0.2),
                (t, axis) => Weighed(t, t[t.Aten.LogSoftmax(t.X, axis)], axis, weighs: true, 0.2, 1)),
        }),
    ];

    private static GradientCase ClassLoss(
        string name, (string Name, long[] Input, long[] Sizes, long[] Labels) of, Func<Pass, int, (Value, Value)> loss, Func<Tape, int, nint> reference)
    {
        int axis = of.Input.Length == 3 ? 2 : 1;
        return new()
        {
            Name = $"{name} of {of.Name}",
            Inputs = [of.Input],
            Constant = (_, device) => Labels.From(of.Labels, of.Sizes, device),
            IsLoss = true,
            Forward = p => List(loss(p, axis)),
            Backward = (p, _) => [p.Kept[1]],
            Reference = t => reference(t, axis),
        };
    }

    /// <summary>
    /// PyTorch's definition: the sum over the rows of -(1 - s) w[label] log p[label] - s / C times the sum over c of w[c] log p[c], over the sum of w[label].
    /// </summary>
    private static nint Weighed(Tape t, nint logs, int axis, bool weighs, double smoothing, double weight)
    {
        nint index = t[t.Aten.Unsqueeze(t.Constant, axis)];
        long[] sizes = [.. Enumerable.Repeat(1L, Dispatcher.Default.Rank(logs))];
        sizes[axis] = ClassWeights.Length;
        using var one = Numbers.ToTensor(weighs ? ClassWeights : [1, 1, 1], sizes, Dispatcher.Default.ElementType(logs), Dispatcher.Default.Device(logs));
        nint weights = t[t.Aten.Mul(t[t.Aten.OnesLike(logs)], one.Handle)];
        nint terms = t[t.Aten.Mul(logs, weights)];
        nint hit = t[t.Aten.Sum(t[t.Aten.Gather(terms, axis, index)], [])];
        nint all = t[t.Aten.Sum(terms, [])];
        nint total = t[t.Aten.Sum(t[t.Aten.Gather(weights, axis, index)], [])];
        nint sum = t[t.Aten.Add(t[t.Aten.MulScalar(hit, smoothing - 1)], t[t.Aten.MulScalar(all, -smoothing / ClassWeights.Length)])];
        return t[t.Aten.MulScalar(t[t.Aten.Div(sum, total)], weight)];
    }
}
