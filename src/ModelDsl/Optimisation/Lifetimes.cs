using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>When each value of a method is used last, and which values share memory (a view and what it looks at).</summary>
internal sealed class Lifetimes
{
    private readonly Dictionary<Value, int> _lastUse = [];
    private readonly Dictionary<Value, Value> _memory = [];
    private readonly HashSet<Value> _owned;
    private readonly HashSet<Value> _results;
    private readonly ILookup<int, Value> _dying;

    public Lifetimes(IReadOnlyList<Node> order, IReadOnlyList<Value> owned, IReadOnlyList<Value> results)
    {
        _results = new HashSet<Value>(results);
        _owned = new HashSet<Value>(owned);
        for (var i = 0; i < order.Count; i++)
        {
            foreach (var input in order[i].Inputs) _lastUse[input] = i;
            foreach (var output in order[i].Outputs)
            {
                _owned.Add(output);
                _lastUse[output] = i;
                if (order[i].Op.IsView) _memory[output] = MemoryOf(order[i].Inputs[0]);
            }
        }

        _dying = _lastUse.Where(pair => _owned.Contains(pair.Key) && !_results.Contains(pair.Key))
            .OrderBy(pair => pair.Key.Producer.Id).ThenBy(pair => pair.Key.Index)
            .ToLookup(pair => pair.Value, pair => pair.Key);
    }

    /// <summary>The method's own values that nothing uses after the given operation.</summary>
    public IEnumerable<Value> DyingAt(int index) => _dying[index];

    /// <summary>Whether a value's memory, seen under any shape, is the method's own and used by nothing after the given operation.</summary>
    public bool IsFreeAfter(Value value, int index)
    {
        var memory = MemoryOf(value);
        return _lastUse.Where(pair => MemoryOf(pair.Key) == memory)
            .All(pair => pair.Value <= index && !_results.Contains(pair.Key) && _owned.Contains(pair.Key));
    }

    public bool SharesMemory(Value a, Value b) => MemoryOf(a) == MemoryOf(b);

    private Value MemoryOf(Value value) => _memory.TryGetValue(value, out var memory) ? memory : value;
}
