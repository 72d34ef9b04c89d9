namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Shapes() =>
    [
        new()
        {
            Name = "flatten, and the way back",
            Inputs = [[2, 3, 4, 5]],
            Forward = p => [p.Step.Flatten("flatten", p.X)],
            Backward = (p, dy) => [p.Step.Reshape("flatten", dy, 3, 4, 5)],
            Reference = t => t[t.Aten.Reshape(t.X, [2, 60])],
        },
        new()
        {
            Name = "reshape",
            Inputs = [[2, 12]],
            Forward = p => [p.Step.Reshape("reshape", p.X, 3, 2, 2)],
            Backward = (p, dy) => [p.Step.Flatten("reshape", dy)],
            Reference = t => t[t.Aten.Reshape(t.X, [2, 3, 2, 2])],
        },
    ];

    // The reference takes the mask that the step drew.
    private static IEnumerable<GradientCase> Dropouts() => new[] { 0.0, 0.2, 0.5, 0.9 }.Select(probability => new GradientCase
    {
        Name = FormattableString.Invariant($"dropout {probability}"),
        Inputs = [[4, 30]],
        IsRandom = true,
        Forward = p =>
        {
            var (output, mask) = p.Step.Dropout("dropout", p.X, probability);
            return [output, mask];
        },
        Backward = (p, dy) => [p.Step.DropoutBackward("dropout", dy, p.Kept[1], probability)],
        Reference = t => t[t.Aten.Mul(t.X, t.Kept(1))],
    });
}
