namespace ModelDsl.Runtime;

/// <summary>What one layer of a network learns. Making one registers its parameters and buffers with the network, in order.</summary>
public abstract class LayerParameters
{
    private protected LayerParameters(Network network, string name)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Network = network;
        Name = name;
    }

    /// <summary>The layer's name: <c>conv1</c>.</summary>
    public string Name { get; }

    /// <summary>The layer, as operations are called with it.</summary>
    public static implicit operator LayerName(LayerParameters layer) => layer.Name;

    /// <summary>What a training step's loss counts of this layer's weights, biases not: L1 times the sum of |w|, L2 times the sum of w².</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is negative.</exception>
    public (double L1, double L2) Penalty
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.L1);
            ArgumentOutOfRangeException.ThrowIfNegative(value.L2);
            field = value;
            foreach (var weight in Network.WeightParameters.Where(weight => weight.Layer == Name)) weight.Penalty = value;
        }
    }

    internal Network Network { get; }

    /// <summary>Whether all that a layer of one weight and maybe a bias learns is frozen.</summary>
    private protected static bool AreFrozen(Parameter weight, Parameter? bias) => weight.IsFrozen && bias is not { IsFrozen: false };

    /// <summary>Whether the gradients of such a layer are wanted by anyone.</summary>
    private protected bool DoLearn(Parameter weight, Parameter? bias) => Network.WantsGradients && !AreFrozen(weight, bias);

    private protected Parameter AddWeight(ReadOnlySpan<long> sizes, Initialization initialization, string prefix = "") =>
        Network.AddParameter(Name, prefix + "weight", sizes, initialization);

    private protected Parameter AddBias(long length, string prefix = "") =>
        Network.AddParameter(Name, prefix + "bias", [length], Initialization.Zeros);

    private protected void CheckRank(ReadOnlySpan<long> sizes, int rank, string expected)
    {
        bool positive = true;
        foreach (long size in sizes) positive &= size > 0;
        if (sizes.Length != rank || !positive) throw new ShapeMismatchException($"{Network.Name}.{Name}.weight", expected, sizes);
    }
}
