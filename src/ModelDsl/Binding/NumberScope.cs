namespace ModelDsl.Binding;

/// <summary>
/// The numbers that names stand for: constants of a model, parameters of a block. A name without a number is known but not what it is: a block is
/// checked that way before anyone uses it.
/// </summary>
internal sealed class NumberScope(NumberScope? outer = null)
{
    private readonly Dictionary<string, double?> _numbers = new(StringComparer.Ordinal);

    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);

    public void Define(string name, double? number) => _numbers[name] = number;

    /// <summary>A name whose line is wrong, which is reported: what it was meant for is not known.</summary>
    public void DefineWrong(string name)
    {
        Define(name, null);
        _wrong.Add(name);
    }

    public bool IsWrong(string name) => _numbers.ContainsKey(name) ? _wrong.Contains(name) : outer?.IsWrong(name) == true;

    public bool Contains(string name) => _numbers.ContainsKey(name) || outer?.Contains(name) == true;

    public double? this[string name] => _numbers.TryGetValue(name, out var number) ? number : outer?[name];

    public IEnumerable<string> Names => outer is null ? _numbers.Keys : _numbers.Keys.Concat(outer.Names);
}
