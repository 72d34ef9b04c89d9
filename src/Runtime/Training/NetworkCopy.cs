using ModelDsl.Runtime.Checkpoints;

namespace ModelDsl.Runtime.Training;

/// <summary>A network's parameters and buffers at some moment, or a mean of them over time.</summary>
internal sealed class NetworkCopy : IDisposable
{
    private readonly List<(string Name, Tensor Value, Tensor Of)> _tensors;
    private readonly bool _isLikeOnGpu;

    public NetworkCopy(Network network)
    {
        _tensors = [.. NetworkCheckpoint.Tensors(network).Select(tensor => (tensor.Name, tensor.Value.Clone(), tensor.Value))];
        _isLikeOnGpu = network.IsLikeOnGpu;
    }

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
        var fractions = new List<(Tensor Copy, Tensor Of)>();
        foreach (var (_, copy, of) in _tensors)
        {
            if (copy.ElementType.IsFloatingPoint()) fractions.Add((copy, of));
            else copy.Dispatcher.Aten.CopyInPlace(copy.Handle, of.PlainToRead);
        }

        if (fractions.Count == 0) return;
        var aten = fractions[0].Copy.Dispatcher.Aten;
        if (_isLikeOnGpu && aten.HasForeach)
        {
            AverageAtOnce(aten, fractions, 1 - decay);
            return;
        }

        foreach (var (copy, of) in fractions)
        {
            // By the difference, so that what is frozen and equal stays so to the bit.
            using var difference = new Tensor(copy.Dispatcher, aten.Sub(of.PlainToRead, copy.Handle));
            aten.AddScaledInPlace(copy.Handle, difference.Handle, 1 - decay);
        }
    }

    /// <summary>The same by operators over lists: two for all, where a GPU would be given two for each.</summary>
    private static void AverageAtOnce(Interop.Aten aten, List<(Tensor Copy, Tensor Of)> tensors, double share)
    {
        nint[] copies = [.. tensors.Select(tensor => tensor.Copy.Handle)], of = [.. tensors.Select(tensor => tensor.Of.PlainToRead)];
        var differences = new nint[copies.Length];
        try
        {
            aten.ForeachAdd(of, copies, -1, differences);
            aten.ForeachAddInPlace(copies, differences, share);
        }
        finally
        {
            foreach (nint difference in differences) aten.Release(difference);
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
