namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    /// <summary>Position and channel attention; the references are the paper's formulas.</summary>
    private static IEnumerable<GradientCase> FeatureAttention() =>
    [
        new()
        {
            Name = "attention over positions",
            Inputs = [[2, 2, 3, 4], [2, 2, 3, 4], [2, 5, 3, 4]],
            Forward = p =>
            {
                var (output, attention) = p.Step.AttendOverPositions("attention", p.X, p.Y, p.Z);
                return [output, attention];
            },
            Backward = (p, dy) => List(p.Step.AttendOverPositionsBackward("attention", dy, p.X, p.Y, p.Z, p.Kept[1])),
            Reference = t =>
            {
                nint query = t[t.Aten.Reshape(t.X, [2, 2, 12])], key = t[t.Aten.Reshape(t.Y, [2, 2, 12])];
                nint energy = t[t.Aten.Bmm(t[t.Aten.Transpose(query, 1, 2)], key)];
                nint attention = t[t.Aten.Softmax(energy, 2)];
                nint attended = t[t.Aten.Bmm(t[t.Aten.Reshape(t.Z, [2, 5, 12])], t[t.Aten.Transpose(attention, 1, 2)])];
                return t[t.Aten.Reshape(attended, [2, 5, 3, 4])];
            },
        },
        new()
        {
            Name = "attention over channels",
            Inputs = [[2, 5, 3, 4]],
            Forward = p =>
            {
                var (output, attention) = p.Step.AttendOverChannels("attention", p.X);
                return [output, attention];
            },
            Backward = (p, dy) => [p.Step.AttendOverChannelsBackward("attention", dy, p.X, p.Kept[1])],
            Reference = t =>
            {
                nint x = t[t.Aten.Reshape(t.X, [2, 5, 12])];
                nint energy = t[t.Aten.Bmm(x, t[t.Aten.Transpose(x, 1, 2)])];
                var (largest, places) = t.Aten.MaxAlong(energy, 2, keepDim: true);
                _ = t[places];
                nint attention = t[t.Aten.Softmax(t[t.Aten.Sub(t[largest], energy)], 2)];
                return t[t.Aten.Reshape(t[t.Aten.Bmm(attention, x)], [2, 5, 3, 4])];
            },
        },
        new()
        {
            Name = "a branch added by a learned part",
            Inputs = [[2, 5, 3, 4], [2, 5, 3, 4]],
            Layer = network => new ChannelAttentionParameters(network, "attention"),
            Forward = p =>
            {
                var layer = p.Layer<ChannelAttentionParameters>();
                return [p.Step.AddScaled(layer, p.X, p.Y, layer.Gamma)];
            },
            Backward = (p, dy) =>
            {
                var layer = p.Layer<ChannelAttentionParameters>();
                var (dBranch, dGamma) = p.Step.AddScaledBackward(layer, dy, p.Y, layer.Gamma);
                return [p.Step.Share(dy), dBranch, dGamma];
            },
            Reference = t => t[t.Aten.Add(t.X, t[t.Aten.Mul(t.Y, t.Weight)])],
        },
    ];
}
