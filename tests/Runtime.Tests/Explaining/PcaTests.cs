using ModelDsl.Runtime.Explaining;

namespace ModelDsl.Runtime.Tests.Explaining;

public sealed class PcaTests
{
    [Fact]
    public void of_two_dimensions_it_is_the_closed_form()
    {
        var random = new Random(3);
        float[] points = [.. Enumerable.Range(0, 200).SelectMany(_ =>
        {
            float x = random.NextSingle(), y = random.NextSingle();
            return new[] { 3 * x + 5, x + 0.5f * y };
        })];
        var pca = Pca.Fit(points, 2);

        double[] mean = [points.Where((_, i) => i % 2 == 0).Average(v => (double)v), points.Where((_, i) => i % 2 == 1).Average(v => (double)v)];
        double a = Covariance(0, 0), b = Covariance(0, 1), d = Covariance(1, 1), root = Math.Sqrt((a - d) * (a - d) / 4 + b * b);
        Assert.Equal((a + d) / 2 + root, pca.Variances[0], 1e-10);
        Assert.Equal((a + d) / 2 - root, pca.Variances[1], 1e-10);
        Assert.Equal(a + d, pca.TotalVariance, 1e-10);
        double angle = Math.Atan2(2 * b, a - d) / 2;
        Assert.Equal(Math.Cos(angle), pca.Components[0][0], 1e-10);
        Assert.Equal(Math.Sin(angle), pca.Components[0][1], 1e-10);
        Assert.Equal(Math.Cos(angle) * (points[2] - mean[0]) + Math.Sin(angle) * (points[3] - mean[1]), pca.Transform(points)[2], 1e-5);

        double Covariance(int i, int j) => Enumerable.Range(0, 200).Sum(p => (points[2 * p + i] - mean[i]) * (points[2 * p + j] - mean[j])) / 199;
    }

    [Fact]
    public void directions_that_points_were_made_of_are_found_in_many_dimensions()
    {
        // Orthogonal directions by a reflection, with variances that are far apart but for the last ones.
        const int Dimensions = 60, Count = 400;
        var random = new Random(1);
        double[] mirror = Normals(Dimensions);
        double length = Math.Sqrt(mirror.Sum(v => v * v));
        double[][] axes = [.. Enumerable.Range(0, Dimensions).Select(i => Enumerable.Range(0, Dimensions).Select(j => (i == j ? 1 : 0) - 2 * mirror[i] * mirror[j] / (length * length)).ToArray())];
        // Columns without correlation: signs of Walsh functions.
        float[] points = [.. Enumerable.Range(0, Count).SelectMany(p => Enumerable.Range(0, Dimensions).Select(j =>
            (float)Enumerable.Range(0, 4).Sum(i => (10.0 / (1 + i)) * (int.PopCount(p & (1 << i)) % 2 == 0 ? 1 : -1) * axes[i][j])))];
        var pca = Pca.Fit(points, Dimensions, components: 3);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(100.0 / ((1 + i) * (1 + i)) * Count / (Count - 1), pca.Variances[i], 1e-3);
            Assert.Equal(1, Math.Abs(axes[i].Zip(pca.Components[i], (a, b) => a * b).Sum()), 1e-6);
            Assert.True(pca.Components[i].MaxBy(Math.Abs) > 0);
        }

        double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
    }

    [Fact]
    public void transformed_points_have_the_variances()
    {
        var random = new Random(2);
        float[] points = [.. Enumerable.Range(0, 50 * 20).Select(_ => random.NextSingle())];
        var pca = Pca.Fit(points, 20, components: 5);
        float[] transformed = pca.Transform(points);

        for (int i = 0; i < 5; i++)
        {
            var column = transformed.Where((_, at) => at % 5 == i).Select(v => (double)v).ToList();
            Assert.Equal(0, column.Average(), 1e-5);
            Assert.Equal(pca.Variances[i], column.Sum(v => v * v) / 49, 1e-5);
        }
    }

    [Fact]
    public void numbers_that_are_no_points_are_an_error()
    {
        Assert.Contains("5 numbers are not at least 2 points of 2 dimensions", Assert.Throws<ArgumentException>(() => Pca.Fit(new float[5], 2)).Message);
        Assert.Throws<ArgumentException>(() => Pca.Fit(new float[2], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pca.Fit(new float[8], 2, components: 3));
    }
}
