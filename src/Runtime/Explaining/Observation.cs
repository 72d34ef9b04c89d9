using static System.FormattableString;

namespace ModelDsl.Runtime.Explaining;

/// <summary>
/// Looks into a network's <c>Forward</c> and <c>Backward</c>: keeps what passes through each <c>tap</c> of the model, and its gradient. As long as it is there, passes of this
/// thread compute what prediction does: dropout keeps everything, noise is left out, batch normalisation takes its running statistics and leaves them as they are. A last
/// <c>softmax</c> is left out too, <c>Predict</c>'s as well, so that the output are the scores before it, whose gradients say more than those of probabilities. Feature maps are
/// plain, in the network's element type.
/// </summary>
/// <remarks>Nothing is learned meanwhile: <c>Backward</c> adds nothing to the parameters' gradients.</remarks>
public sealed class Observation : IDisposable
{
    private readonly Network _network;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Dictionary<string, Tensor> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _gradients = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">The network is observed already.</exception>
    public Observation(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Observation is not null) throw new InvalidOperationException($"{network.Name} is observed already; dispose of the first observation.");
        _network = network;
        network.Observation = this;
    }

    /// <summary>The taps that <c>Forward</c> has passed.</summary>
    public IReadOnlyCollection<string> Taps => _values.Keys;

    /// <summary>What passed through a tap last, [N, ...]; the observation's.</summary>
    /// <exception cref="ArgumentException">Nothing did; the message names the taps.</exception>
    public Tensor Value(string tap) => Of(_values, tap, "Forward");

    /// <summary>Its gradient; the observation's.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the taps.</exception>
    public Tensor Gradient(string tap) => Of(_gradients, tap, "Backward");

    /// <summary>The network is as it was before.</summary>
    public void Dispose()
    {
        if (_network.Observation != this) return;
        _network.Observation = null;
        foreach (var tensor in _values.Values.Concat(_gradients.Values)) tensor.Dispose();
    }

    /// <summary>Whether this thread's passes are observed.</summary>
    internal bool IsOfThisThread => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Takes over the tensor.</summary>
    internal void Keep(string tap, Tensor tensor, bool isGradient)
    {
        if (_network.Observation != this)
        {
            // A pass that went on after the observation's end.
            tensor.Dispose();
            return;
        }

        var kept = isGradient ? _gradients : _values;
        if (kept.Remove(tap, out var earlier)) earlier.Dispose();
        kept[tap] = tensor;
    }

    private Tensor Of(Dictionary<string, Tensor> kept, string tap, string pass)
    {
        if (kept.TryGetValue(tap, out var tensor)) return tensor;
        var known = kept.Count == 0 ? "none was passed" : $"there are {string.Join(", ", kept.Keys)}";
        throw new ArgumentException(
            Invariant($"{_network.Name}: {pass} has passed no tap '{tap}'; {known}. A line such as 'features = tap' in the .net file makes one."), nameof(tap));
    }
}
