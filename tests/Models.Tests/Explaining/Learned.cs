using ModelDsl.Models.Tests.Nets;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Explaining;

/// <summary>A network whose running statistics are not those that it began with, and numbers to give it.</summary>
internal static class Learned
{
    public static Tapped Tapped()
    {
        var net = new Tapped(seed: 3, elementType: ElementType.Float64);
        using var x = Input<F2x8x8>(6, seed: 9);
        using var labels = Labels.From([0L, 1, 2, 3, 4, 0]);
        using var optimizer = new Sgd(0.1);
        for (int i = 0; i < 3; i++) net.TrainStep(x, labels, optimizer);
        return net;
    }

    public static Tensor<TShape> Input<TShape>(int examples, int seed = 5) where TShape : IShape
    {
        int each = 1;
        foreach (int size in TShape.Dimensions) each *= size;
        return Tensor<TShape>.From(Numbers(examples * each, seed));
    }

    public static double[] Numbers(int count, int seed = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }

    /// <summary>What a layer has learned and keeps, to one of another network.</summary>
    public static void Copy(Network from, string layer, Network to, string toLayer)
    {
        foreach (var (name, value) in Tensors(to).Where(tensor => tensor.Name.StartsWith(toLayer + ".", StringComparison.Ordinal)))
            value.CopyFrom<double>(Tensors(from).Single(tensor => tensor.Name == layer + name[toLayer.Length..]).Value.ToArray<double>());
    }

    /// <summary>Within a part of the largest magnitude.</summary>
    public static void AssertClose(IEnumerable<double> expected, IEnumerable<double> actual, double part)
    {
        double[] wanted = [.. expected], given = [.. actual];
        Assert.Equal(wanted.Length, given.Length);
        double most = wanted.Max(Math.Abs);
        Assert.True(most > 0, "what is expected is all zeros: equal or not, it shows nothing");
        Assert.All(wanted.Zip(given), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= part * most, $"{pair.Second}, not {pair.First}"));
    }

    private static IEnumerable<(string Name, Tensor Value)> Tensors(Network network) =>
        network.Parameters.Select(p => (p.Name, p.Value)).Concat(network.Buffers.Select(b => (b.Name, b.Value)));
}
