using ModelDsl.Runtime;
using ModelDsl.Runtime.Tests.Gradients;

namespace ModelDsl.GpuCheck;

/// <summary>Every operation of a step and its gradient against libtorch's autograd on the device.</summary>
internal static class OperationChecks
{
    private const string Group = "operations against autograd";

    public static void Run(Tally tally, Device device)
    {
        using var exact = new ExactProducts();
        foreach (var row in GradientCases.All)
        {
            tally.Check(Group, $"{row.Name}, float32", () => AutogradComparison.Run(row.Name, ElementType.Float32, 1e-4, device));
            tally.Check(Group, $"{row.Name}, float64", () => AutogradComparison.Run(row.Name, ElementType.Float64, 1e-10, device));
        }

        tally.Report(Group);
    }
}
