using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>How long the calls of each operator took, while one is set as <see cref="LibTorchDispatcher.Times"/>. For one thread.</summary>
internal sealed class CallTimes
{
    private readonly Dictionary<Operator, (TimeSpan Time, int Calls)> _times = [];

    /// <summary>The operators, the longest first.</summary>
    public IEnumerable<(Operator Operator, TimeSpan Time, int Calls)> Sorted =>
        _times.OrderByDescending(t => t.Value.Time).Select(t => (t.Key, t.Value.Time, t.Value.Calls));

    public void Add(Operator operation, TimeSpan time)
    {
        var (sum, calls) = _times.GetValueOrDefault(operation);
        _times[operation] = (sum + time, calls + 1);
    }
}
