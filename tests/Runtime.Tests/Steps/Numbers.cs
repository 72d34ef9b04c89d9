using System.Runtime.CompilerServices;

namespace ModelDsl.Runtime.Tests;

/// <summary>Test data, and what "equal" means for it. There may be millions of numbers: they are not gone over in code that is yet to be optimised.</summary>
internal static class Numbers
{
    /// <summary>
    /// Uniform in (-1, 1). A fixed seed: no value is within 1e-5 of a kink at 0, no two of a window that near to each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Random(long count, int seed)
    {
        var random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++) values[i] = 2 * random.NextDouble() - 1;
        return values;
    }

    public static Tensor Random(ReadOnlySpan<long> sizes, ElementType type, int seed, Device device = default) =>
        ToTensor(Random(Product(sizes), seed), sizes, type, device);

    public static Tensor ToTensor(double[] values, ReadOnlySpan<long> sizes, ElementType type, Device device = default)
    {
        using var tensor = Tensor.From<double>(values, sizes, device);
        return tensor.To(type);
    }

    public static double[] ToDoubles(Tensor tensor)
    {
        using var doubles = tensor.To(ElementType.Float64);
        return doubles.ToArray<double>();
    }

    public static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes) product *= size;
        return product;
    }

    /// <summary>
    /// Each element within the tolerance, relative to its own size, or to a tenth of the largest for those near zero: a sum's rounding is that of its terms.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: expected {expected.Length} elements, got {actual.Length}");
        double largest = expected.Length == 0 ? 0 : expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = tolerance * Math.Max(Math.Abs(expected[i]), 0.1 * largest);
            if (!(Math.Abs(expected[i] - actual[i]) <= allowed)) Assert.Fail($"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }

    /// <summary>‖actual - expected‖ / ‖expected‖ over all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double RelativeError(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        (double distance, double norm) = (0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = actual[i] - expected[i];
            distance += error * error;
            norm += expected[i] * expected[i];
        }

        return Math.Sqrt(distance / norm);
    }
}
