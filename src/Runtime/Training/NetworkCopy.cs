using ModelDsl.Runtime.Checkpoints;

namespace ModelDsl.Runtime.Training;

/// <summary>A network's parameters and buffers at some moment, or a mean of them over time.</summary>
internal sealed class NetworkCopy : IDisposable
{
    private readonly List<(string Name, Tensor Value, Tensor Of)> _tensors;

    public NetworkCopy(Network network) =>
        _tensors = [.. NetworkCheckpoint.Tensors(network).Select(tensor => (tensor.Name, tensor.Value.Clone(), tensor.Value))];

    /// <summary>The copies, each under the name of what it is a copy of.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors => _tensors.Select(tensor => (tensor.Name, tensor.Value));

    /// <summary>Takes what the network has now.</summary>
    public void Take()
    {
        foreach (var (_, copy, of) in _tensors) copy.Dispatcher.Aten.CopyInPlace(copy.Handle, of.PlainToRead);
    }

    /// <summary>Gives the network what was taken.</summary>
    public void Give()
    {
        foreach (var (_, copy, of) in _tensors) of.Dispatcher.Aten.CopyInPlace(of.Handle, copy.Handle);
    }

    /// <summary>copy += (1 - decay) · (what the network has now - copy); what is no fraction, a counter, is taken as it is.</summary>
    public void Average(double decay)
    {
        foreach (var (_, copy, of) in _tensors)
        {
            var aten = copy.Dispatcher.Aten;
            if (!copy.ElementType.IsFloatingPoint())
            {
                aten.CopyInPlace(copy.Handle, of.PlainToRead);
                continue;
            }

            // By the difference, so that what is frozen and equal stays so to the bit.
            using var difference = new Tensor(copy.Dispatcher, aten.Sub(of.PlainToRead, copy.Handle));
            aten.AddScaledInPlace(copy.Handle, difference.Handle, 1 - decay);
        }
    }

    /// <summary>Exchanges copies and the network's.</summary>
    public void Exchange()
    {
        foreach (var (_, copy, of) in _tensors)
        {
            using var kept = of.Clone();
            of.Dispatcher.Aten.CopyInPlace(of.Handle, copy.Handle);
            copy.Dispatcher.Aten.CopyInPlace(copy.Handle, kept.Handle);
        }
    }

    public void Dispose()
    {
        foreach (var (_, copy, _) in _tensors) copy.Dispose();
    }
}
