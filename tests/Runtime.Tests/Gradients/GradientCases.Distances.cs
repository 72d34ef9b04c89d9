namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    /// <summary>With margins that some distances of random embeddings are above, and others below.</summary>
    private static IEnumerable<GradientCase> Embedded() =>
    [
        Contrastive("contrastive", margin: 1.5, weight: 1),
        Contrastive("contrastive, wide and weighted", margin: 3, weight: 0.3),
        Triplet("triplet", margin: 0.2, weight: 1),
        Triplet("triplet, wide and weighted", margin: 2, weight: 0.3),
        SupervisedContrast("supcon", [0, 1, 0, 1, 0, 1], temperature: 0.1, weight: 1),
        SupervisedContrast("supcon, one alone in its class, warm and weighted", [4, 7, 4, 2, 7, 4], temperature: 0.7, weight: 0.3),
    ];

    private static IEnumerable<GradientCase> Overlaps() =>
    [
        Loss("dice", [2, 3, 4, 3], p => p.Step.SoftDice("dice", p.X, p.Constant), t => Dice(t, t.X, t.Constant, 1, 1)),
        Loss("dice, weighted, hardly smooth", [2, 3, 4, 3], p => p.Step.SoftDice("dice", p.X, p.Constant, smooth: 1e-3, weight: 0.3), t => Dice(t, t.X, t.Constant, 1e-3, 0.3)),
        Loss("dice of labels", [2, 3, 2, 2], p => p.Step.SoftDice("dice", p.X, p.Constant), t =>
        {
            nint maps = t[t.Aten.ZerosLike(t.X)];
            t.Aten.ScatterInPlace(maps, 1, t[t.Aten.Unsqueeze(t.Constant, 1)], 1);
            return Dice(t, t.X, maps, 1, 1);
        }) with { Constant = (_, device) => Labels.From([0, 1, 2, 0, 0, 0, 1, 0], [2, 2, 2], device) },
        new()
        {
            Name = "dice of two values",
            Inputs = [[2, 2, 3, 2], [2, 2, 3, 2]],
            IsLoss = true,
            Forward = p => List(p.Step.SoftDice("dice", p.X, p.Y, weight: 0.4)),
            Backward = (p, _) => [p.Kept[1], p.Step.SoftDice("dice", p.Y, p.X, weight: 0.4).Gradient],
            Reference = t => Dice(t, t.X, t.Y, 1, 0.4),
        },
    ];

    private static GradientCase Contrastive(string name, double margin, double weight) => new()
    {
        Name = name,
        Inputs = [[6, 3], [6, 3]],
        Constant = (type, device) => Numbers.ToTensor([1, 0, 0, 1, 0, 0], [6, 1], type, device),
        IsLoss = true,
        Forward = p => List(p.Step.ContrastiveLoss("contrastive", p.X, p.Y, p.Constant, margin, weight)),
        Backward = (p, _) => [p.Kept[1], p.Step.Scale("contrastive", p.Kept[1], -1)],
        Reference = t =>
        {
            nint square = t[t.Aten.Sum(t[t.Aten.Pow(t[t.Aten.Sub(t.X, t.Y)], 2)], [1], keepDim: true)];
            nint missing = t[t.Aten.Relu(t[t.Aten.AddScalar(t[t.Aten.Neg(t[t.Aten.Sqrt(square)])], margin)])];
            nint other = t[t.Aten.AddScalar(t[t.Aten.Neg(t.Constant)], 1)];
            nint terms = t[t.Aten.Add(t[t.Aten.Mul(t.Constant, square)], t[t.Aten.Mul(other, t[t.Aten.Pow(missing, 2)])])];
            return t[t.Aten.MulScalar(t[t.Aten.Mean(terms, [])], weight / 2)];
        },
    };

    private static GradientCase Triplet(string name, double margin, double weight) => new()
    {
        Name = name,
        Inputs = [[6, 3], [6, 3], [6, 3]],
        IsLoss = true,
        Forward = p =>
        {
            var (loss, anchor, positive, negative) = p.Step.TripletLoss("triplet", p.X, p.Y, p.Z, margin, weight);
            return [loss, anchor, positive, negative];
        },
        Backward = (p, _) => p.Kept[1..],
        Reference = t =>
        {
            nint near = t[t.Aten.Sum(t[t.Aten.Pow(t[t.Aten.Sub(t.X, t.Y)], 2)], [1])];
            nint far = t[t.Aten.Sum(t[t.Aten.Pow(t[t.Aten.Sub(t.X, t.Z)], 2)], [1])];
            nint missing = t[t.Aten.Relu(t[t.Aten.AddScalar(t[t.Aten.Sub(near, far)], margin)])];
            return t[t.Aten.MulScalar(t[t.Aten.Mean(missing, [])], weight)];
        },
    };

    /// <summary>Khosla et al. 2020, equation 2, with the mean over the batch for its sum; those without positives add nothing.</summary>
    private static GradientCase SupervisedContrast(string name, long[] labels, double temperature, double weight) => new()
    {
        Name = name,
        Inputs = [[labels.Length, 3]],
        Constant = (_, device) => Labels.From(labels, [labels.Length], device),
        IsLoss = true,
        Forward = p => List(p.Step.SupervisedContrastiveLoss("supcon", p.X, p.Constant, temperature, weight)),
        Backward = (p, _) => [p.Kept[1]],
        Reference = t =>
        {
            nint length = t[t.Aten.Sqrt(t[t.Aten.Sum(t[t.Aten.Pow(t.X, 2)], [1], keepDim: true)])];
            nint unit = t[t.Aten.Div(t.X, length)];
            nint scores = t[t.Aten.MulScalar(t[t.Aten.Linear(unit, unit, 0)], 1 / temperature)];
            nint others = t.Like(scores, [.. labels.SelectMany((_, i) => labels.Select((_, j) => i == j ? 0.0 : 1))]);
            nint logs = t[t.Aten.Log(t[t.Aten.Sum(t[t.Aten.Mul(t[t.Aten.Exp(scores)], others)], [1], keepDim: true)])];
            nint positives = t.Like(scores, [.. labels.SelectMany((own, i) => labels.Select((other, j) => i == j || own != other ? 0 : 1.0 / (labels.Count(l => l == own) - 1)))]);
            nint terms = t[t.Aten.Mul(t[t.Aten.Sub(logs, scores)], positives)];
            return t[t.Aten.MulScalar(t[t.Aten.Sum(terms, [])], weight / labels.Length)];
        },
    };

    /// <summary>Milletari et al. 2016, equation 2, for each channel of each example.</summary>
    private static nint Dice(Tape t, nint p, nint g, double smooth, double weight)
    {
        nint above = t[t.Aten.AddScalar(t[t.Aten.MulScalar(t[t.Aten.Sum(t[t.Aten.Mul(p, g)], [2, 3])], 2)], smooth)];
        nint squares = t[t.Aten.Add(t[t.Aten.Pow(p, 2)], t[t.Aten.Pow(g, 2)])];
        nint below = t[t.Aten.AddScalar(t[t.Aten.Sum(squares, [2, 3])], smooth)];
        nint dice = t[t.Aten.Mean(t[t.Aten.Div(above, below)], [])];
        return t[t.Aten.MulScalar(t[t.Aten.AddScalar(t[t.Aten.Neg(dice)], 1)], weight)];
    }
}
