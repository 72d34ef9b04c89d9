namespace ModelDsl.Runtime;

/// <summary>A tensor that a layer of one's own learns: its name, how it begins, and its sizes.</summary>
public sealed record CustomParameter(string Name, Initialization Initialization, params long[] Sizes);

/// <summary>What a layer of one's own learns (<see cref="NetLayerAttribute.Parameters"/>), by name.</summary>
public sealed class CustomParameters : LayerParameters
{
    private readonly (string Name, Parameter Parameter)[] _parameters;

    /// <param name="network">The network that owns the parameters.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="parameters">What it learns.</param>
    /// <exception cref="ShapeMismatchException">A size is not positive.</exception>
    public CustomParameters(Network network, string name, ReadOnlySpan<CustomParameter> parameters)
        : base(network, name)
    {
        _parameters = new (string, Parameter)[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            var (role, initialization, sizes) = parameters[i];
            CheckRank(sizes, sizes.Length, "[size, ...]");
            _parameters[i] = (role, network.AddParameter(name, role, sizes, initialization));
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _parameters.Length;

    /// <summary>One by its name: <c>weight</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Parameter this[string name]
    {
        get
        {
            foreach (var (known, parameter) in _parameters)
            {
                if (known == name) return parameter;
            }

            throw new KeyNotFoundException($"{Name} learns no '{name}'; it learns {string.Join(", ", _parameters.Select(p => p.Name))}.");
        }
    }

    internal Parameter this[int index] => _parameters[index].Parameter;
}
