namespace ModelDsl.Runtime;

// What an optimiser keeps per parameter, and its way into checkpoints and back.
public abstract partial class Optimizer
{
    private const string Steps = "step";

    private readonly string[] _roles;
    private readonly bool _countsUpdates;
    private readonly Dictionary<Parameter, OptimizerState> _states = [];
    private readonly List<Parameter> _order = [];

    /// <summary>
    /// The state by name, in the order of the parameters' first update: <c>conv1.weight/velocity</c>; the number of updates, where the
    /// formula
    /// needs it, as an int64 scalar <c>conv1.weight/step</c>. The tensors are the optimiser's own.
    /// </summary>
    public IReadOnlyList<(string Name, Tensor Value)> State
    {
        get
        {
            var all = new List<(string, Tensor)>();
            foreach (var parameter in _order)
            {
                var state = _states[parameter];
                for (int i = 0; i < _roles.Length; i++) all.Add(($"{parameter.Name}/{_roles[i]}", state.Tensors[i]));
                if (_countsUpdates) all.Add(($"{parameter.Name}/{Steps}", state.StepTensor()));
            }

            return all;
        }
    }

    /// <summary>
    /// Puts a saved state in place of the present one. The given tensors are copied. When something is wrong with them, nothing changes.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A name is of no parameter or role, a parameter's state is incomplete, or sizes disagree.
    /// </exception>
    public void Restore(IEnumerable<Parameter> parameters, IReadOnlyDictionary<string, Tensor> state) => CheckState(parameters, state)();

    /// <summary>Checks what <see cref="Restore"/> does; what is returned restores.</summary>
    internal Action CheckState(IEnumerable<Parameter> parameters, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(state);
        var restored = new List<(Parameter Parameter, Tensor[] Tensors, long Step)>();
        int used = 0;
        foreach (var parameter in parameters)
        {
            if (Saved(parameter, state) is not { } saved) continue;
            restored.Add((parameter, saved.Tensors, saved.Step));
            used += Names(parameter).Count();
        }

        if (used != state.Count) throw new ArgumentException(Unknown(restored.Select(r => r.Parameter), state), nameof(state));
        return () =>
        {
            ClearState();
            foreach (var (parameter, tensors, step) in restored) StateOf(parameter).Set(tensors, step);
        };
    }

    /// <summary>What is kept for a parameter; zeros at its first use.</summary>
    protected OptimizerState StateOf(Parameter parameter) => StateOf(parameter, gradient: 0);

    private protected OptimizerState StateOf(Parameter parameter, nint gradient)
    {
        if (_states.TryGetValue(parameter, out var state)) return state;
        state = new OptimizerState(parameter, _roles.Length, gradient);
        _states.Add(parameter, state);
        _order.Add(parameter);
        return state;
    }

    private void ClearState()
    {
        foreach (var state in _states.Values) state.Dispose();
        _states.Clear();
        _order.Clear();
    }

    /// <summary>The names of one parameter's state.</summary>
    private IEnumerable<string> Names(Parameter parameter) =>
        (_countsUpdates ? _roles.Append(Steps) : _roles).Select(role => $"{parameter.Name}/{role}");

    /// <summary>The parameter's part of a saved state, checked; null when it has none.</summary>
    private (Tensor[] Tensors, long Step)? Saved(Parameter parameter, IReadOnlyDictionary<string, Tensor> state)
    {
        string[] missing = [.. Names(parameter).Where(name => !state.ContainsKey(name))];
        if (missing.Length == Names(parameter).Count()) return null;
        if (missing.Length > 0)
            throw new ArgumentException($"The state of {parameter.Name} lacks {string.Join(", ", missing)}.", nameof(state));
        Tensor[] tensors = [.. _roles.Select(role => state[$"{parameter.Name}/{role}"])];
        string expected = ShapeMismatchException.Format(parameter.Value.Sizes);
        foreach (var tensor in tensors)
        {
            if (!tensor.Sizes.SequenceEqual(parameter.Sizes))
                throw new ShapeMismatchException($"{GetType().Name}'s state of {parameter.Name}", expected, tensor.Sizes);
        }

        return (tensors, _countsUpdates ? Count(state[$"{parameter.Name}/{Steps}"], parameter) : 0);
    }

    private static long Count(Tensor step, Parameter parameter)
    {
        if (step.Length != 1) throw new ShapeMismatchException($"{parameter.Name}/{Steps}", "[]", step.Sizes);
        using var count = step.To(ElementType.Int64);
        return count.ToArray<long>()[0];
    }

    private string Unknown(IEnumerable<Parameter> parameters, IReadOnlyDictionary<string, Tensor> state)
    {
        var known = parameters.SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        var unknown = state.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal);
        return $"{GetType().Name} knows no state {string.Join(", ", unknown)}.";
    }
}
