using ModelDsl.Graphs;

namespace ModelDsl.Optimisation;

/// <summary>One method of the generated class: operations in order, each with what is released behind it.</summary>
/// <param name="Steps">What runs.</param>
/// <param name="Arguments">The leaves it is called with, in the order of the method's parameters.</param>
/// <param name="Results">What it hands back.</param>
/// <param name="PeakBytes">The most bytes an example that are alive at once, inputs and weights not counted, in float32.</param>
public sealed record Plan(IReadOnlyList<PlanStep> Steps, IReadOnlyList<Value> Arguments, IReadOnlyList<Value> Results, long PeakBytes);

/// <summary>An operation, whether it may use its first input's memory, and the values whose last use it is.</summary>
public sealed record PlanStep(Node Node, bool Reuse, IReadOnlyList<Value> Releases);
