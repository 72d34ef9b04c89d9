namespace ModelDsl.Runtime;

// Layers register what they learn and keep while the network is constructed.
public abstract partial class Network
{
    private readonly List<(double[] Values, Tensor Tensor)> _constants = [];

    internal Parameter AddParameter(string layer, string role, ReadOnlySpan<long> sizes, Initialization initialization)
    {
        ArgumentNullException.ThrowIfNull(initialization);
        string name = UniqueName(layer, role);
        using var random = new RandomStream(SeedOf(name));
        var parameter = new Parameter(layer, name, OnDevice(sizes, initialization, random), initialization);
        _parameters.Add(parameter);
        if (name.EndsWith(".weight", StringComparison.Ordinal)) WeightParameters.Add(parameter);
        return parameter;
    }

    internal Buffer AddBuffer(string layer, string role, ReadOnlySpan<long> sizes, Initialization initialization)
    {
        string name = UniqueName(layer, role);
        var buffer = new Buffer(name, OnDevice(sizes, initialization, Random));
        _buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Numbers that a layer computes with and that are neither learned nor saved; they live as long as the network.</summary>
    internal Tensor AddConstant(ReadOnlySpan<double> values, ReadOnlySpan<long> sizes)
    {
        using var given = Tensor.From(values, sizes);
        using var typed = given.To(ElementType);
        var constant = typed.To(Device);
        Own(constant);
        return constant;
    }

    /// <summary>
    /// Numbers that a step computes with, the same in every step: made where the network is once, for a copy to a GPU waits for all that is queued there, and no graph can
    /// have it.
    /// </summary>
    internal Tensor Constant(ReadOnlySpan<double> values)
    {
        if (_whole is not null) return _whole.Constant(values);
        lock (_constants)
        {
            foreach (var (known, tensor) in _constants)
            {
                if (values.SequenceEqual(known)) return tensor;
            }

            var constant = AddConstant(values, [values.Length]);
            _constants.Add((values.ToArray(), constant));
            return constant;
        }
    }

    /// <summary>What goes with the network.</summary>
    internal void Own(IDisposable owned) => _owned.Add(owned);

    // Drawn on the CPU and in the order of the elements, so that every device starts from the same numbers.
    private Tensor OnDevice(ReadOnlySpan<long> sizes, Initialization initialization, RandomStream random)
    {
        var tensor = Tensor.Empty(sizes, ElementType);
        try
        {
            initialization.Fill(tensor, random);
            if (Device == Device.Cpu) return tensor;
            var moved = tensor.To(Device);
            tensor.Dispose();
            LayOut(moved);
            return moved;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>A convolution's weight as a GPU reads it together with feature maps that lie channels last. Before the network runs for the first time.</summary>
    private void LayOut(Tensor tensor)
    {
        if (IsLikeOnGpu && tensor.Rank == 4 && ElementType != ElementType.Float64) tensor.LayChannelsLast();
    }

    private string UniqueName(string layer, string role)
    {
        string name = $"{layer}.{role}";
        return _names.Add(name) ? name : throw new ArgumentException($"{Name} has a parameter {name} already.", nameof(layer));
    }

    /// <summary>
    /// The seed of one parameter: FNV-1a over the network's seed and the name. Adding a layer leaves the others' start as it was.
    /// </summary>
    private long SeedOf(string name)
    {
        const ulong Prime = 1099511628211;
        ulong hash = (14695981039346656037 ^ unchecked((uint)Seed)) * Prime;
        foreach (char letter in name) hash = (hash ^ letter) * Prime;
        // libtorch's CPU generator looks at the lower 32 bits only.
        return (long)(hash >> 32 ^ hash & uint.MaxValue);
    }
}
