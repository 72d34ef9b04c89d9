namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>One operation on numbers, in float64.</summary>
internal static class Single
{
    public static readonly IEqualityComparer<double> Close =
        EqualityComparer<double>.Create((a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)), value => 0);

    public static double[] Run(double[] values, long[] sizes, Func<Step, Value, Value> operation)
    {
        using var network = new Bench(ElementType.Float64);
        using var tensor = Tensor.From<double>(values, sizes);
        using var step = network.Begin();
        var result = operation(step, step.Input(tensor, "x"));
        using var copy = new Tensor(network.Dispatcher, network.Dispatcher.Aten.Clone(result.Handle));
        return copy.ToArray<double>();
    }

    public static Value Labelled(Step step, Value x, params ReadOnlySpan<long> labels)
    {
        using var target = Labels.From(labels);
        return step.Target(target, x);
    }

    public static Value Fixed(Step step, Value x, params ReadOnlySpan<double> values)
    {
        using var target = Tensor.From(values, x.Handle == 0 ? [] : [values.Length / 2, 2]);
        return step.Target(target, x);
    }
}
