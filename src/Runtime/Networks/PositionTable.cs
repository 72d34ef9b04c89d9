namespace ModelDsl.Runtime;

/// <summary>
/// The sines and cosines of positions (Vaswani et al. 2017, section 3.5): feature 2i of position p is sin(p / 10000^(2i / C)), feature 2i + 1 the
/// cosine. Nothing of it is learned or saved.
/// </summary>
public sealed class PositionTable : LayerParameters
{
    /// <param name="network">The network that owns the table.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="steps">T.</param>
    /// <param name="features">C.</param>
    public PositionTable(Network network, string name, int steps, int features)
        : base(network, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        var table = new double[checked(steps * features)];
        for (int i = 0; i < table.Length; i++)
        {
            var (position, feature) = (i / features, i % features);
            double angle = position / Math.Pow(10_000, (feature - feature % 2) / (double)features);
            table[i] = feature % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        }

        Table = network.AddConstant(table, [1, steps, features]);
    }

    /// <summary>[1, T, C]</summary>
    internal Tensor Table { get; }
}
