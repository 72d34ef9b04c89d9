namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>The same operations run with feature maps plain and in blocks, and what they gave held against each other.</summary>
internal static class LayoutRuns
{
    /// <param name="allowed">The relative error of each result.</param>
    public static void Compare(double allowed, List<(long[] Sizes, double[] Numbers)> plain, List<(long[] Sizes, double[] Numbers)> other)
    {
        Assert.Equal(plain.Count, other.Count);
        for (int i = 0; i < plain.Count; i++)
        {
            Assert.Equal(plain[i].Sizes, other[i].Sizes);
            double distance = Numbers.RelativeError(plain[i].Numbers, other[i].Numbers);
            Assert.True(distance <= allowed, FormattableString.Invariant($"result {i}: relative error {distance:e1}"));
        }
    }

    public static List<(long[] Sizes, double[] Numbers)> Results(Func<Network, Step, Value[]> run, bool inBlocks, Precision precision = Precision.Float32, bool onGpu = false)
    {
        using var network = new Bench { UsesBlocks = inBlocks, Precision = precision };
        if (onGpu) network.ActAsOnGpu();
        using var step = network.Begin();
        var results = new List<(long[], double[])>();
        foreach (var value in run(network, step))
        {
            if (value.IsNone) continue;
            using var tensor = new Tensor(network.Dispatcher, network.Dispatcher.Retain(step.Handle(value)));
            results.Add((tensor.Sizes, Numbers.ToDoubles(tensor)));
        }

        return results;
    }
}
