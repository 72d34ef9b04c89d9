namespace ModelDsl.Runtime;

// Parameters that are updated in another way than the rest.
public abstract partial class Optimizer
{
    private readonly List<(Func<Parameter, bool> Has, double Rate, double Decay)> _groups = [];
    private readonly Dictionary<Parameter, (double Rate, double Decay)> _factors = [];

    /// <summary>
    /// Gives some parameters a learning rate and a weight decay of their own, as factors on the optimiser's: <c>optimizer.SetGroup(p => p.IsBias, decay: 0)</c> spares the
    /// biases, <c>optimizer.SetGroup(p => p.Layer == "fc3", rate: 10)</c> lets a new head learn faster. Of several groups that a parameter is in, the last one counts.
    /// </summary>
    /// <param name="parameters">Which parameters.</param>
    /// <param name="rate">The factor of their learning rate.</param>
    /// <param name="decay">The factor of their weight decay.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is negative or not finite.</exception>
    public void SetGroup(Func<Parameter, bool> parameters, double rate = 1, double decay = 1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _groups.Add((parameters, NotNegative(rate, nameof(rate)), NotNegative(decay, nameof(decay))));
        _factors.Clear();
    }

    /// <summary>The factors of a parameter's learning rate and weight decay; 1 where it is in no group.</summary>
    protected (double Rate, double Decay) GroupOf(Parameter parameter)
    {
        if (_groups.Count == 0) return (1, 1);
        if (!_factors.TryGetValue(parameter, out var factors)) _factors.Add(parameter, factors = FindGroup(parameter));
        return factors;
    }

    private (double Rate, double Decay) FindGroup(Parameter parameter)
    {
        int last = _groups.FindLastIndex(group => group.Has(parameter));
        return last < 0 ? (1, 1) : (_groups[last].Rate, _groups[last].Decay);
    }
}
