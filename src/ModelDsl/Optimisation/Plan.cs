using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Text;

namespace ModelDsl.Optimisation;

/// <summary>One method of the generated class: operations in order, each with what is released behind it.</summary>
/// <param name="Steps">What runs.</param>
/// <param name="Arguments">The leaves it is called with, in the order of the method's parameters.</param>
/// <param name="Results">What it hands back.</param>
/// <param name="Peaks">What is alive at the fullest moments, inputs and weights not counted.</param>
public sealed record Plan(IReadOnlyList<PlanStep> Steps, IReadOnlyList<Value> Arguments, IReadOnlyList<Value> Results, EquatableArray<Peak> Peaks)
{
    /// <summary>The most bytes an example that are alive at once.</summary>
    public long PeakBytes => Peaks.Count == 0 ? 0 : Peaks[Peaks.Count - 1].PerExample;
}

/// <summary>An operation, whether it may use its first input's memory, and the values whose last use it is.</summary>
public sealed record PlanStep(Node Node, bool Reuse, IReadOnlyList<Value> Releases);
