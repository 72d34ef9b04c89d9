namespace ModelDsl.Runtime;

/// <summary>What a recurrent layer learns, named and laid out as PyTorch's nn.RNN, nn.LSTM and nn.GRU: <c>lstm1.weight_ih_l0</c>.</summary>
public sealed class RecurrentParameters : LayerParameters
{
    private readonly RecurrentWeights[] _weights;

    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="gates">How many sums a unit makes: 1 for an RNN, 3 for a GRU, 4 for an LSTM.</param>
    /// <param name="input">Features of a step.</param>
    /// <param name="hidden">Units in each direction.</param>
    /// <param name="layers">How many lie on one another.</param>
    /// <param name="bidirectional">Whether each also reads from the end.</param>
    public RecurrentParameters(Network network, string name, int gates, int input, int hidden, int layers = 1, bool bidirectional = false)
        : base(network, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        (Gates, Hidden, Layers, Directions) = (gates, hidden, layers, bidirectional ? 2 : 1);
        _weights = new RecurrentWeights[layers * Directions];
        for (int i = 0; i < _weights.Length; i++)
        {
            int layer = i / Directions;
            string suffix = FormattableString.Invariant($"l{layer}{(i % Directions == 0 ? "" : "_reverse")}");
            _weights[i] = new RecurrentWeights(
                Add("weight_ih_", suffix, [gates * hidden, layer == 0 ? input : Directions * hidden]),
                Add("weight_hh_", suffix, [gates * hidden, hidden]),
                Add("bias_ih_", suffix, [gates * hidden]),
                Add("bias_hh_", suffix, [gates * hidden]));
        }
    }

    /// <summary>How many lie on one another.</summary>
    public int Layers { get; }

    /// <summary>Units in each direction.</summary>
    public int Hidden { get; }

    /// <summary>1, or 2 where it also reads from the end.</summary>
    public int Directions { get; }

    internal int Gates { get; }

    /// <summary>The weights of one layer of the stack, in one direction.</summary>
    public RecurrentWeights this[int layer, bool reverse = false] => _weights[layer * Directions + (reverse ? 1 : 0)];

    /// <summary>Uniform within ±1/sqrt(hidden), biases too, as PyTorch's begin.</summary>
    private Parameter Add(string role, string suffix, ReadOnlySpan<long> sizes) =>
        Network.AddParameter(Name, role + suffix, sizes, Initialization.Uniform(1 / Math.Sqrt(Hidden)));
}

/// <summary>What one direction of one recurrent layer learns: [gates · hidden, ...], the gates in PyTorch's order.</summary>
/// <param name="WeightIh">[gates · hidden, input]: what comes in.</param>
/// <param name="WeightHh">[gates · hidden, hidden]: what it was.</param>
/// <param name="BiasIh">[gates · hidden]</param>
/// <param name="BiasHh">[gates · hidden]; there are two biases as cuDNN has them.</param>
public sealed record RecurrentWeights(Parameter WeightIh, Parameter WeightHh, Parameter BiasIh, Parameter BiasHh);
