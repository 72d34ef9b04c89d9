using static System.FormattableString;

namespace ModelDsl.Runtime.Explaining;

/// <summary>
/// Points of many dimensions in the plane, near ones near each other: t-SNE (van der Maaten &amp; Hinton 2008), exactly, over all pairs. That takes memory and, in each iteration, time
/// by the square of the number of points, and is meant for up to some two thousand. The same seed gives the same picture, whatever the number of threads.
/// </summary>
public static class TSne
{
    private const int EarlyIterations = 250;
    private const double Exaggeration = 12, SmallestGain = 0.01;

    /// <summary>x and y of each point.</summary>
    /// <param name="points">Row after row.</param>
    /// <param name="dimensions">Numbers of a row.</param>
    /// <param name="perplexity">About how many neighbours a point has; below a third of the number of points.</param>
    /// <param name="iterations">Steps of the descent. In the first 250 nearness counts twelvefold, so that clusters form.</param>
    /// <param name="seed">Of where the points begin.</param>
    /// <exception cref="ArgumentException">The numbers are not at least four points.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The perplexity is not from 1 to a third of the points.</exception>
    public static float[] Embed(ReadOnlySpan<float> points, int dimensions, double perplexity = 30, int iterations = 1000, int seed = 0)
    {
        int count = Points.Count(points.Length, dimensions, least: 4);
        if (!(perplexity >= 1 && 3 * perplexity < count))
            throw new ArgumentOutOfRangeException(nameof(perplexity), perplexity, Invariant($"It must be at least 1 and below a third of the {count} points."));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        double[][] near = Nearness(Distances(points.ToArray(), count, dimensions), perplexity);
        return [.. Descend(near, iterations, new Random(seed)).Select(value => (float)value)];
    }

    private static double[][] Distances(float[] points, int count, int dimensions)
    {
        var distances = new double[count][];
        Parallel.For(0, count, i =>
        {
            distances[i] = new double[count];
            for (int j = 0; j < count; j++)
            {
                for (int d = 0; d < dimensions; d++)
                {
                    double difference = points[i * dimensions + d] - points[j * dimensions + d];
                    distances[i][j] += difference * difference;
                }
            }
        });
        return distances;
    }

    /// <summary>The joint probabilities p_ij = (p_i|j + p_j|i) / 2n, with each point's width such that its neighbours have the perplexity.</summary>
    private static double[][] Nearness(double[][] distances, double perplexity)
    {
        int count = distances.Length;
        var conditional = new double[count][];
        Parallel.For(0, count, i => conditional[i] = Neighbours(distances[i], i, Math.Log(perplexity)));
        var joint = new double[count][];
        Parallel.For(0, count, i =>
        {
            joint[i] = new double[count];
            for (int j = 0; j < count; j++) joint[i][j] = Math.Max((conditional[i][j] + conditional[j][i]) / (2.0 * count), 1e-12);
        });
        return joint;
    }

    /// <summary>p_j|i, proportional to exp(-beta d_ij), with beta found by halving.</summary>
    private static double[] Neighbours(double[] distances, int self, double entropy)
    {
        double low = 0, high = double.PositiveInfinity, nearest = distances.Where((_, j) => j != self).Min();
        double mean = distances.Sum() / (distances.Length - 1) - nearest, beta = mean > 0 ? 1 / mean : 1;
        var probabilities = new double[distances.Length];
        for (int step = 0; step < 100; step++)
        {
            double sum = 0, weighted = 0;
            for (int j = 0; j < distances.Length; j++)
            {
                // Less the nearest one's distance, which changes no probability: so the sum is never 0.
                double away = distances[j] - nearest;
                probabilities[j] = j == self ? 0 : Math.Exp(-beta * away);
                sum += probabilities[j];
                weighted += away * probabilities[j];
            }

            for (int j = 0; j < distances.Length; j++) probabilities[j] /= sum;
            double found = Math.Log(sum) + beta * weighted / sum;
            if (Math.Abs(found - entropy) < 1e-5) break;
            if (found > entropy) (low, beta) = (beta, double.IsInfinity(high) ? 2 * beta : (beta + high) / 2);
            else (high, beta) = (beta, (beta + low) / 2);
        }

        return probabilities;
    }

    /// <summary>Gradient descent with momentum, and a gain for each number that grows where it goes on in one direction (Jacobs 1988).</summary>
    private static double[] Descend(double[][] near, int iterations, Random random)
    {
        int count = near.Length;
        double rate = Math.Max(count / Exaggeration / 4, 50);
        double[] places = [.. Enumerable.Range(0, 2 * count).Select(_ => 1e-4 * Normal(random))];
        double[] velocity = new double[2 * count], gains = [.. Enumerable.Repeat(1.0, 2 * count)], gradient = new double[2 * count];
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            bool isEarly = iteration < EarlyIterations;
            Gradient(near, isEarly ? Exaggeration : 1, places, gradient);
            for (int i = 0; i < places.Length; i++)
            {
                gains[i] = Math.Max(SmallestGain, gradient[i] > 0 == velocity[i] > 0 ? gains[i] * 0.8 : gains[i] + 0.2);
                velocity[i] = (isEarly ? 0.5 : 0.8) * velocity[i] - rate * gains[i] * gradient[i];
                places[i] += velocity[i];
            }

            Centre(places);
        }

        return places;
    }

    /// <summary>dC / dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|²).</summary>
    private static void Gradient(double[][] near, double exaggeration, double[] places, double[] gradient)
    {
        int count = near.Length;
        var sums = new double[count];
        Parallel.For(0, count, i =>
        {
            for (int j = 0; j < count; j++) sums[i] += j == i ? 0 : Closeness(places, i, j);
        });
        // One after the other, so that the number of threads changes nothing.
        double all = 0;
        foreach (double sum in sums) all += sum;
        Parallel.For(0, count, i =>
        {
            double x = 0, y = 0;
            for (int j = 0; j < count; j++)
            {
                double close = Closeness(places, i, j), pull = 4 * (exaggeration * near[i][j] - close / all) * close;
                x += pull * (places[2 * i] - places[2 * j]);
                y += pull * (places[2 * i + 1] - places[2 * j + 1]);
            }

            (gradient[2 * i], gradient[2 * i + 1]) = (x, y);
        });
    }

    /// <summary>1 / (1 + |y_i - y_j|²), Student's t distribution with one degree of freedom.</summary>
    private static double Closeness(double[] places, int i, int j)
    {
        double x = places[2 * i] - places[2 * j], y = places[2 * i + 1] - places[2 * j + 1];
        return 1 / (1 + x * x + y * y);
    }

    private static void Centre(double[] places)
    {
        double x = 0, y = 0;
        for (int i = 0; i < places.Length; i += 2) (x, y) = (x + places[i], y + places[i + 1]);
        for (int i = 0; i < places.Length; i += 2) (places[i], places[i + 1]) = (places[i] - 2 * x / places.Length, places[i + 1] - 2 * y / places.Length);
    }

    /// <summary>Box and Muller 1958.</summary>
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
