using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>When each value of a method is used last, and which values share memory (a view and what it looks at).</summary>
internal sealed class Lifetimes
{
    private readonly Dictionary<Value, int> _lastUse = [];
    private readonly Dictionary<Value, Value> _viewed = [];
    private readonly Dictionary<Value, int> _freeFrom = [];
    private readonly List<Value>?[] _dying;

    public Lifetimes(IReadOnlyList<Node> order, IReadOnlyList<Value> owned, IReadOnlyList<Value> results)
    {
        _dying = new List<Value>?[order.Count];
        var made = new List<Value>(owned);
        for (var i = 0; i < order.Count; i++)
        {
            var node = order[i];
            foreach (var input in node.Inputs) _lastUse[input] = i;
            foreach (var output in node.Outputs)
            {
                // What a backward operation is not asked for, it does not make; anything else unused dies at once.
                if (output.Users.Count == 0 && node.Op is BackwardOp) continue;
                made.Add(output);
                _lastUse[output] = i;
            }

            if (node.Op.MayShareMemory) Join(node);
        }

        var kept = new HashSet<Value>(results);
        foreach (var value in made)
        {
            if (!kept.Contains(value) && _lastUse.TryGetValue(value, out var last)) (_dying[last] ??= []).Add(value);
        }

        FindFree(made, kept);
    }

    /// <summary>The method's own values that nothing uses after the given operation.</summary>
    public IReadOnlyList<Value> DyingAt(int index) => _dying[index] ?? (IReadOnlyList<Value>)[];

    /// <summary>Whether a value's memory, seen under any shape, is the method's own and used by nothing after the given operation.</summary>
    public bool IsFreeAfter(Value value, int index) => _freeFrom.TryGetValue(MemoryOf(value), out var from) && from <= index;

    /// <summary>Whether an operation reads its first input's memory through another input too.</summary>
    public bool ReadsMemoryAgain(Node node)
    {
        for (var i = 1; i < node.Inputs.Count; i++)
        {
            if (MemoryOf(node.Inputs[i]) == MemoryOf(node.Inputs[0])) return true;
        }

        return false;
    }

    /// <summary>For memory that is all the method's own and not handed back: its last use under any shape.</summary>
    private void FindFree(IEnumerable<Value> made, HashSet<Value> kept)
    {
        foreach (var value in made) _freeFrom[MemoryOf(value)] = -1;
        var mine = new HashSet<Value>(made);
        foreach (var pair in _lastUse)
        {
            var memory = MemoryOf(pair.Key);
            if (!_freeFrom.TryGetValue(memory, out var from)) continue;
            if (kept.Contains(pair.Key) || !mine.Contains(memory)) _freeFrom.Remove(memory);
            else _freeFrom[memory] = Math.Max(from, pair.Value);
        }
    }

    /// <summary>Takes a view and what it looks at as one memory; of an operation that may hand back any of its inputs, all of them.</summary>
    private void Join(Node node)
    {
        var memory = MemoryOf(node.Inputs[0]);
        // What all examples share, a weight, is nobody's to overwrite in any case.
        foreach (var value in node.Op.IsView ? node.Outputs : node.Inputs.Skip(1).Concat(node.Outputs).Where(v => v.Type.PerExample))
        {
            var other = MemoryOf(value);
            if (other != memory) _viewed[other] = memory;
        }
    }

    private Value MemoryOf(Value value)
    {
        while (_viewed.TryGetValue(value, out var memory)) value = memory;
        return value;
    }
}
