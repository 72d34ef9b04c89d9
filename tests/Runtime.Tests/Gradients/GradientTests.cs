namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>Every operation's output and gradient, against libtorch's autograd and against central differences.</summary>
public sealed class GradientTests
{
    private const double Step = 1e-6;

    // Of a large tensor so many elements are moved, spread over all of it: each costs two passes, and autograd's gradients are there for every one.
    private const int Moved = 500;

    public static TheoryData<string> All => [.. GradientCases.All.Select(row => row.Name)];

    public static TheoryData<string> Deterministic => [.. GradientCases.All.Where(row => !row.IsRandom).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void outputs_and_gradients_equal_autograds_in_float32(string name) => AutogradComparison.Run(name, ElementType.Float32, 1e-4);

    [Theory]
    [MemberData(nameof(All))]
    public void outputs_and_gradients_equal_autograds_in_float64(string name) => AutogradComparison.Run(name, ElementType.Float64, 1e-10);

    [Theory]
    [MemberData(nameof(Deterministic))]
    public void gradients_equal_central_differences_in_float64(string name)
    {
        using var trial = new Trial(GradientCases.Named(name), ElementType.Float64);
        using var step = trial.Begin();
        var pass = trial.Start(step);
        using var output = trial.Copy(step, pass.Output);
        using var gradient = trial.RandomGradient(output);
        var gradients = trial.Backward(pass, trial.Gradient(step, gradient));
        Tensor[] leaves = [.. trial.Inputs, .. trial.Parameters];
        double[] direction = Numbers.ToDoubles(gradient);
        for (int i = 0; i < leaves.Length; i++)
        {
            if (gradients[i].IsNone) continue;
            double[] given = trial.Read(step, gradients[i]);
            int[] elements = Elements(given.Length);
            Numbers.AssertClose(Differences(trial, leaves[i], direction, elements), [.. elements.Select(e => given[e])], 1e-5, $"{name}, gradient {i}");
        }
    }

    // In steps of an odd size, which meet every place in rows of 2, 4, 8 ... in turn.
    private static int[] Elements(int count)
    {
        int stride = ((count + Moved - 1) / Moved) | 1;
        return [.. Enumerable.Range(0, (count + stride - 1) / stride).Select(i => i * stride)];
    }

    private static double[] Differences(Trial trial, Tensor leaf, double[] direction, int[] elements)
    {
        double[] values = leaf.ToArray<double>();
        var differences = new double[elements.Length];
        for (int e = 0; e < elements.Length; e++)
        {
            int i = elements[e];
            double value = values[i];
            values[i] = value + Step;
            leaf.CopyFrom<double>(values);
            double above = trial.Objective(direction);
            values[i] = value - Step;
            leaf.CopyFrom<double>(values);
            double below = trial.Objective(direction);
            values[i] = value;
            differences[e] = (above - below) / (2 * Step);
        }

        leaf.CopyFrom<double>(values);
        return differences;
    }
}
