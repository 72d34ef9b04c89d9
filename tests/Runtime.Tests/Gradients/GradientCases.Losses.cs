using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Softmaxes() =>
    [
        Softmax("of [N, C]", [3, 5]),
        Softmax("of [N, C, H, W]", [2, 4, 3, 2]),
        LogSoftmax("of [N, C]", [3, 5], axis: 0),
        LogSoftmax("of [N, T, C]", [2, 3, 4], axis: 1),
    ];

    private static IEnumerable<GradientCase> Losses() =>
    [
        .. BothWays(
        [
            CrossEntropy([4, 5], [4], [0, 4, 2, 2]),
            CrossEntropy([1, 10], [1], [9]),
            CrossEntropy([4, 5], [4], [0, 4, 2, 2], weight: 0.3),
            CrossEntropy([2, 3, 4], [2, 3], [0, 3, 2, 2, 1, 1], weight: 0.3),
            Loss("bce", [3, 4], p => p.Step.SigmoidBinaryCrossEntropy("sigmoid", p.X, p.Constant),
                t => t[t.Aten.BinaryCrossEntropyWithLogits(t.X, t.Constant, 0, 0, Reduction.Mean)]),
            Loss("bce, weighted", [3, 4], p => p.Step.SigmoidBinaryCrossEntropy("sigmoid", p.X, p.Constant, weight: 2.5),
                t => t[t.Aten.MulScalar(t[t.Aten.BinaryCrossEntropyWithLogits(t.X, t.Constant, 0, 0, Reduction.Mean)], 2.5)]),
        ]),
        CrossEntropy([4, 5], [4], [0, 4, 2, 2], smoothing: 0.1),
        CrossEntropy([4, 5], [4], [0, 4, 2, 2], smoothing: 0.3, weight: 0.7),
        CrossEntropy([2, 3, 4], [2, 3], [0, 3, 2, 2, 1, 1], smoothing: 0.2),
        CrossEntropy([2, 3, 2, 2], [2, 2, 2], [0, 1, 2, 0, 2, 2, 1, 0]),
        CrossEntropy([2, 3, 2, 2], [2, 2, 2], [0, 1, 2, 0, 2, 2, 1, 0], smoothing: 0.2, weight: 0.3),
        Loss("mse", [3, 4], p => p.Step.MeanSquaredError("mse", p.X, p.Constant),
            t => t[t.Aten.MseLoss(t.X, t.Constant, Reduction.Mean)]),
        Loss("mse of images", [2, 2, 3, 4], p => p.Step.MeanSquaredError("mse", p.X, p.Constant),
            t => t[t.Aten.MseLoss(t.X, t.Constant, Reduction.Mean)]),
        Loss("mse, weighted", [3, 4], p => p.Step.MeanSquaredError("mse", p.X, p.Constant, weight: 0.3),
            t => t[t.Aten.MulScalar(t[t.Aten.MseLoss(t.X, t.Constant, Reduction.Mean)], 0.3)]),
        Loss("mae, weighted", [3, 4], p => p.Step.MeanAbsoluteError("mae", p.X, p.Constant, weight: 0.3),
            t => t[t.Aten.MulScalar(t[t.Aten.L1Loss(t.X, t.Constant, Reduction.Mean)], 0.3)]),
        Loss("huber", [3, 4], p => p.Step.HuberLoss("huber", p.X, p.Constant), t => t[t.Aten.HuberLoss(t.X, t.Constant, Reduction.Mean, 1)]),
        Loss("huber, narrow and weighted", [5, 4], p => p.Step.HuberLoss("huber", p.X, p.Constant, delta: 0.4, weight: 3),
            t => t[t.Aten.MulScalar(t[t.Aten.HuberLoss(t.X, t.Constant, Reduction.Mean, 0.4)], 3)]),
        Hinge(),
        .. BothWays([WantedProbabilities()]),
        Divergence(1),
        Divergence(0.2),
        .. WeightedClasses(),
        .. Embedded(),
        .. Overlaps(),
        .. new[] { 1, 0.5 }.SelectMany(Penalties),
        Contractive(1),
        Contractive(0.1),
    ];

    private static GradientCase Softmax(string name, long[] input) => new()
    {
        Name = $"softmax {name}",
        Inputs = [input],
        Forward = p => [p.Step.Softmax("softmax", p.X)],
        Backward = (p, dy) => [p.Step.SoftmaxBackward("softmax", dy, p.Output)],
        Reference = t => t[t.Aten.Softmax(t.X, 1)],
    };

    private static GradientCase LogSoftmax(string name, long[] input, int axis) => new()
    {
        Name = $"log-softmax {name}",
        Inputs = [input],
        Forward = p => [p.Step.LogSoftmax("logsoftmax", p.X, axis)],
        Backward = (p, dy) => [p.Step.LogSoftmaxBackward("logsoftmax", dy, p.Output, axis)],
        Reference = t => t[t.Aten.LogSoftmax(t.X, 1 + axis)],
    };

    private static GradientCase CrossEntropy(long[] input, long[] sizes, long[] labels, double smoothing = 0, double weight = 1) => new()
    {
        Name = FormattableString.Invariant($"cross-entropy of {ShapeMismatchException.Format(input)}, smoothing {smoothing}, weight {weight}"),
        Inputs = [input],
        Constant = (_, device) => Labels.From(labels, sizes, device),
        IsLoss = true,
        Forward = p => List(p.Step.SoftmaxCrossEntropy("softmax", p.X, p.Constant, smoothing: smoothing, weight: weight)),
        Backward = (p, _) => [p.Kept[1]],
        Reference = t =>
        {
            // The definition: -sum of q log p with q = (1 - s) onehot + s / C, the mean over the rows.
            int axis = input.Length == 3 ? 2 : 1;
            nint logs = t[t.Aten.LogSoftmax(t.X, axis)];
            nint hit = t[t.Aten.Mean(t[t.Aten.Gather(logs, axis, t[t.Aten.Unsqueeze(t.Constant, axis)])], [])];
            nint all = t[t.Aten.Mean(logs, [])];
            nint sum = t[t.Aten.Add(t[t.Aten.MulScalar(hit, smoothing - 1)], t[t.Aten.MulScalar(all, -smoothing)])];
            return t[t.Aten.MulScalar(sum, weight)];
        },
    };

    private static GradientCase Hinge() => Loss("hinge", [5, 4], p => p.Step.HingeLoss("hinge", p.X, p.Constant, weight: 0.3), t =>
    {
        nint margin = t[t.Aten.AddScalar(t[t.Aten.MulScalar(t[t.Aten.Mul(t.X, t.Constant)], -1)], 1)];
        return t[t.Aten.MulScalar(t[t.Aten.Mean(t[t.Aten.Relu(margin)], [])], 0.3)];
    }) with
    {
        // Twice the usual targets, so that outputs between -1 and 1 lie on both sides of the margin.
        Constant = (type, device) => Numbers.ToTensor([.. Numbers.Random(20, 40).Select(v => 2.0 * Math.Sign(v))], [5, 4], type, device),
    };

    private static GradientCase WantedProbabilities() => new()
    {
        Name = "bce of two values",
        Inputs = [[3, 4], [3, 4]],
        IsLoss = true,
        Forward = p => List(p.Step.SigmoidBinaryCrossEntropy("bce", p.X, p.Y, weight: 0.4)),
        Backward = (p, _) => [p.Kept[1], p.Step.SigmoidBinaryCrossEntropyTarget("bce", p.X, weight: 0.4)],
        Reference = t =>
        {
            // log(1 + e^x) - t x
            nint soft = t[t.Aten.Log(t[t.Aten.AddScalar(t[t.Aten.Exp(t.X)], 1)])];
            return t[t.Aten.MulScalar(t[t.Aten.Mean(t[t.Aten.Sub(soft, t[t.Aten.Mul(t.X, t.Y)])], [])], 0.4)];
        },
    };

    private static GradientCase Divergence(double weight) => new()
    {
        Name = FormattableString.Invariant($"kl, weight {weight}"),
        Inputs = [[4, 3], [4, 3]],
        IsLoss = true,
        Forward = p => List(p.Step.GaussianDivergence("kl", p.X, p.Y, weight), bias: true),
        Backward = (p, _) => [p.Kept[1], p.Kept[2]],
        Reference = t =>
        {
            nint terms = t[t.Aten.Sub(t[t.Aten.AddScalar(t.Y, 1)], t[t.Aten.Add(t[t.Aten.Mul(t.X, t.X)], t[t.Aten.Exp(t.Y)])])];
            return t[t.Aten.MulScalar(t[t.Aten.Mean(t[t.Aten.Sum(terms, [1])], [0])], -0.5 * weight)];
        },
    };

    private static GradientCase[] Penalties(double weight) =>
    [
        Penalty("l1 of a value", weight, p => p.Step.L1Penalty("code", p.X, weight), t => Mean(t, t[t.Aten.Abs(t.X)])),
        Penalty("l2 of a value", weight, p => p.Step.L2Penalty("code", p.X, weight), t => Mean(t, t[t.Aten.Pow(t.X, 2)])),
    ];

    private static nint Mean(Tape t, nint terms) => t[t.Aten.Mean(t[t.Aten.Sum(terms, [1])], [0])];

    private static GradientCase Penalty(string name, double weight, Func<Pass, (Value, Value)> loss, Func<Tape, nint> reference) => new()
    {
        Name = FormattableString.Invariant($"{name}, weight {weight}"),
        Inputs = [[4, 3]],
        IsLoss = true,
        Forward = p => List(loss(p)),
        Backward = (p, _) => [p.Kept[1]],
        Reference = t => t[t.Aten.MulScalar(reference(t), weight)],
    };

    // By the Jacobian itself: J = diag(h (1 - h)) W, squared and summed for each example.
    private static GradientCase Contractive(double weight) => new()
    {
        Name = FormattableString.Invariant($"contractive, weight {weight}"),
        Inputs = [[4, 3]],
        Layer = network => new LinearParameters(network, "code", [3, 5], bias: false, Initialization.Glorot),
        IsLoss = true,
        Forward = p => List(p.Step.ContractivePenalty(p.Layer<LinearParameters>(), p.X, weight), bias: true),
        Backward = (p, _) => [p.Kept[1], p.Kept[2]],
        Reference = t =>
        {
            nint slope = t[t.Aten.Sub(t.X, t[t.Aten.Mul(t.X, t.X)])];
            nint jacobian = t[t.Aten.Mul(t[t.Aten.Unsqueeze(slope, 2)], t[t.Aten.Unsqueeze(t.Weight, 0)])];
            nint norms = t[t.Aten.Sum(t[t.Aten.Pow(jacobian, 2)], [1, 2])];
            return t[t.Aten.MulScalar(t[t.Aten.Mean(norms, [0])], weight)];
        },
    };

    private static GradientCase Loss(
        string name, long[] input, Func<Pass, (Value, Value)> loss, Func<Tape, nint> reference) => new()
        {
            Name = name,
            Inputs = [input],
            Constant = (type, device) => Numbers.ToTensor([.. Numbers.Random(Numbers.Product(input), 40).Select(v => (v + 1) / 2)], input, type, device),
            IsLoss = true,
            Forward = p => List(loss(p)),
            Backward = (p, _) => [p.Kept[1]],
            Reference = reference,
        };

    private static Value[] List((Value, Value) values) => [values.Item1, values.Item2];
}
