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
        var plans = new List<(string Name, Plan? Plan)>
        {
            ("Predict", passes.Predict), ("Evaluate", passes.Evaluate), ("TrainStep", passes.TrainStep), ("Forward", passes.Forward), ("Backward", passes.Backward),
        };
        foreach (var block in passes.Blocks.Values)
        {
            var name = block.Code.Class;
            plans.AddRange([($"{name}.Predict", block.Predict), ($"{name}.Forward", block.Forward), ($"{name}.Backward", block.Backward)]);
        }

        foreach (var (name, plan) in plans)
        {
            if (plan is null) continue;
            text.AppendFormat(CultureInfo.InvariantCulture, "{0}({1}) keeps at most {2:N0} bytes an example\n", name, Names(plan.Arguments), plan.PeakBytes);
            foreach (var step in plan.Steps) text.Append("  ").Append(Line(step)).Append('\n');
            text.Append("  return ").Append(Names(plan.Results)).Append("\n\n");
        }

        return text.ToString();
    }

    private static string Line(PlanStep step)
    {
        var reuse = step.Reuse ? $"  {Verb(step.Node.Op.Reuse)} {step.Node.Inputs[0].Name}" : "";
        var releases = step.Releases.Count == 0 ? "" : $"  releases {Names(step.Releases)}";
        return GraphPrinter.Line(step.Node) + reuse + releases;
    }

    private static string Verb(InputReuse reuse) => reuse switch
    {
        InputReuse.ForOutput => "in place of",
        InputReuse.TakesOver => "takes over",
        _ => "overwrites",
    };

    private static string Names(IEnumerable<Value> values) => string.Join(", ", values.Select(v => v.Name));
}
