namespace ModelDsl.Runtime.Explaining;

/// <summary>
/// Principal components (Pearson 1901): the directions at right angles to each other along which points vary most. By subspace iteration over the covariance with a few more
/// directions than are asked for, whose own problem is solved by Jacobi's rotations (Golub &amp; Van Loan 2013, 8.2 and 8.5).
/// </summary>
public sealed class Pca
{
    private const int Spare = 10, Iterations = 1000;
    private const double Tolerance = 1e-12;

    private readonly double[] _mean;

    private Pca(double[] mean, double[][] components, double[] variances, double total)
    {
        (_mean, Components, Variances, TotalVariance) = (mean, components, variances, total);
    }

    /// <summary>The directions, of length 1, the one of the largest variance first; of each the number of the largest magnitude is positive.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Components { get; }

    /// <summary>The variance along each, with n - 1 below.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>The variance in all directions together.</summary>
    public double TotalVariance { get; }

    /// <summary>Finds the first components of points.</summary>
    /// <param name="points">Row after row.</param>
    /// <param name="dimensions">Numbers of a row.</param>
    /// <param name="components">How many components, at most as many as there are dimensions.</param>
    /// <exception cref="ArgumentException">The numbers are not at least two points.</exception>
    public static Pca Fit(ReadOnlySpan<float> points, int dimensions, int components = 2)
    {
        int count = Points.Count(points.Length, dimensions, least: 2);
        if (components < 1 || components > dimensions) throw new ArgumentOutOfRangeException(nameof(components), components, $"There are from 1 to {dimensions} of them.");
        var mean = new double[dimensions];
        for (int i = 0; i < points.Length; i++) mean[i % dimensions] += points[i] / (double)count;
        double[][] covariance = Covariance(points, mean, count);
        var random = new Random(0); // any start will do; this one is always the same
        double[][] basis = [.. Enumerable.Range(0, Math.Min(dimensions, components + Spare)).Select(_ => Enumerable.Range(0, dimensions).Select(_ => random.NextDouble() - 0.5).ToArray())];
        double[] variances = new double[basis.Length];
        bool isFound = false;
        for (int iteration = 0; iteration < Iterations && !isFound; iteration++)
        {
            Orthonormalise(basis);
            double[][] images = [.. basis.Select(vector => Times(covariance, vector))];
            double[][] small = [.. basis.Select(vector => images.Select(image => Dot(vector, image)).ToArray())];
            var (values, rotation) = SymmetricEigen.Of(small);
            isFound = values.Zip(variances, (now, before) => Math.Abs(now - before)).Take(components).Max() <= Tolerance * values[0];
            basis = [.. rotation.Select(weights => Mix(isFound ? basis : images, weights))];
            variances = values;
        }

        Orthonormalise(basis);
        return new Pca(mean, [.. basis.Take(components).Select(Turned)], [.. variances.Take(components).Select(value => Math.Max(0, value))], covariance.Select((row, i) => row[i]).Sum());
    }

    /// <summary>The points in the directions of the components: as many numbers for each as there are components.</summary>
    /// <exception cref="ArgumentException">The points are of other dimensions.</exception>
    public float[] Transform(ReadOnlySpan<float> points)
    {
        int dimensions = _mean.Length, count = Points.Count(points.Length, dimensions, least: 1);
        var result = new float[count * Components.Count];
        for (int i = 0; i < result.Length; i++)
        {
            var point = points.Slice(i / Components.Count * dimensions, dimensions);
            var component = Components[i % Components.Count];
            double sum = 0;
            for (int d = 0; d < dimensions; d++) sum += component[d] * (point[d] - _mean[d]);
            result[i] = (float)sum;
        }

        return result;
    }

    private static double[][] Covariance(ReadOnlySpan<float> points, double[] mean, int count)
    {
        int dimensions = mean.Length;
        double[][] covariance = [.. Enumerable.Range(0, dimensions).Select(_ => new double[dimensions])];
        var centred = new double[dimensions];
        for (int point = 0; point < count; point++)
        {
            for (int d = 0; d < dimensions; d++) centred[d] = points[point * dimensions + d] - mean[d];
            for (int row = 0; row < dimensions; row++)
            {
                double factor = centred[row] / (count - 1);
                if (factor == 0) continue;
                double[] sums = covariance[row];
                for (int column = 0; column < dimensions; column++) sums[column] += factor * centred[column];
            }
        }

        return covariance;
    }

    /// <summary>Gram and Schmidt's, twice, which makes up for rounding; what is left of a direction that was none becomes zero.</summary>
    private static void Orthonormalise(double[][] basis)
    {
        for (int i = 0; i < basis.Length; i++)
        {
            for (int round = 0; round < 2; round++)
            {
                for (int before = 0; before < i; before++)
                {
                    double product = Dot(basis[i], basis[before]);
                    for (int d = 0; d < basis[i].Length; d++) basis[i][d] -= product * basis[before][d];
                }

                double length = Math.Sqrt(Dot(basis[i], basis[i]));
                for (int d = 0; d < basis[i].Length; d++) basis[i][d] = length > 1e-150 ? basis[i][d] / length : 0;
            }
        }
    }

    private static double[] Mix(double[][] vectors, double[] weights)
    {
        var sum = new double[vectors[0].Length];
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int d = 0; d < sum.Length; d++) sum[d] += weights[i] * vectors[i][d];
        }

        return sum;
    }

    private static double[] Turned(double[] vector) => vector.MaxBy(Math.Abs) < 0 ? [.. vector.Select(value => -value)] : vector;

    private static double[] Times(double[][] matrix, double[] vector) => [.. matrix.Select(row => Dot(row, vector))];

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
