namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>All rows, by family.</summary>
internal static partial class GradientCases
{
    private static readonly Dictionary<string, GradientCase> ByName = new[]
    {
        Activations(), Convolutions(), Linears(), BothWays(MaxPools()), AveragePools(), BatchNorms(), LocalResponseNorms(), Dropouts(),
        Shapes(), Softmaxes(), Losses(),
        Embeddings(),
        Concatenations(), Arithmetic(),
        Recurrent(), TimeSteps(), Attentions(), Positions(),
        FeatureMaps(),
    }.SelectMany(rows => rows).ToDictionary(row => row.Name);

    public static IEnumerable<GradientCase> All => ByName.Values;

    public static GradientCase Named(string name) => ByName[name];

    /// <summary>Every activation that has a gradient.</summary>
    private static Activation[] Nonlinearities =>
    [
        Activation.Relu, Activation.Sigmoid, Activation.Tanh, Activation.Leaky(), Activation.Leaky(0.2), Activation.Leaky(0),
        Activation.Elu(), Activation.Elu(0.5), Activation.Threshold(0.1, -0.3), Activation.Threshold(0.25, 0.25),
        Activation.HardSigmoid, Activation.CappedRelu(0.5),
    ];

    /// <summary>Rows of operations that the shim has of its own: also through ATen's.</summary>
    private static IEnumerable<GradientCase> BothWays(IEnumerable<GradientCase> rows) =>
        rows.SelectMany(row => new[] { row, row with { Name = $"{row.Name}, by ATen", Unfused = true } });

    private static Value[] List((Value, Value, Value) gradients, bool bias = true) => bias
        ? [gradients.Item1, gradients.Item2, gradients.Item3]
        : [gradients.Item1, gradients.Item2];
}
