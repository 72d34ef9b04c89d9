using System.Globalization;
using System.Text;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>Prints the plans of a model for people and snapshots: order, reuse, releases, peak memory.</summary>
public static class PlanPrinter
{
    public static string Print(Passes passes)
    {
        var text = new StringBuilder();
        foreach (var (name, plan) in new[]
        {
            ("Predict", passes.Predict), ("Evaluate", passes.Evaluate), ("TrainStep", passes.TrainStep), ("Forward", passes.Forward), ("Backward", passes.Backward),
        })
        {
            text.AppendFormat(CultureInfo.InvariantCulture, "{0}({1}) keeps at most {2:N0} bytes an example\n", name, Names(plan.Arguments), plan.PeakBytes);
            foreach (var step in plan.Steps) text.Append("  ").Append(Line(step)).Append('\n');
            text.Append("  return ").Append(Names(plan.Results)).Append("\n\n");
        }

        return text.ToString();
    }

    private static string Line(PlanStep step)
    {
        var reuse = step.Reuse ? $"  {(step.Node.Op.Reuse == InputReuse.ForOutput ? "in place of" : "overwrites")} {step.Node.Inputs[0].Name}" : "";
        var releases = step.Releases.Count == 0 ? "" : $"  releases {Names(step.Releases)}";
        return GraphPrinter.Line(step.Node) + reuse + releases;
    }

    private static string Names(IEnumerable<Value> values) => string.Join(", ", values.Select(v => v.Name));
}
