using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class SyntheticDataTests
{
    [Fact]
    public void the_arms_of_the_spirals_follow_their_formula()
    {
        foreach (var (x, y, arm) in Points(SyntheticData.TwoSpirals<S2>(500, noise: 0, seed: 1)))
        {
            double radius = Math.Sqrt(x * x + y * y);
            double angle = 3 * Math.PI * radius + (arm == 0 ? 0 : Math.PI);
            Assert.InRange(radius, 0, 1.00001);
            Assert.Equal((radius * Math.Cos(angle), radius * Math.Sin(angle)), (x, y), Near);
        }
    }

    [Fact]
    public void the_moons_are_half_circles()
    {
        foreach (var (x, y, circle) in Points(SyntheticData.Moons<S2>(500, noise: 0, seed: 1)))
        {
            var (right, up) = circle == 0 ? (x, y) : (1 - x, 0.5 - y);
            Assert.Equal(1, right * right + up * up, tolerance: 1e-5);
            Assert.True(up > -1e-6);
        }
    }

    [Fact]
    public void the_disc_lies_in_the_ring()
    {
        foreach (var (x, y, ring) in Points(SyntheticData.DiscInRing<S2>(500, noise: 0, seed: 1)))
            Assert.InRange(Math.Sqrt(x * x + y * y), ring == 0 ? 0 : 0.8999, ring == 0 ? 0.4001 : 1.0001);
    }

    [Fact]
    public void the_sine_has_the_noise_asked_for()
    {
        var data = SyntheticData.Sinusoid<S1, S1>(20_000, noise: 0.1, seed: 1);
        double[] errors = [.. data.Inputs().Zip(data.Numbers(), (x, y) => y - Math.Sin(Math.PI * x))];

        Assert.InRange(errors.Average(), -0.003, 0.003); // 4 standard deviations of 0.0007
        Assert.InRange(Math.Sqrt(errors.Average(error => error * error)), 0.098, 0.102);
        Assert.InRange(data.Inputs().Min(), -1, -0.99);
        Assert.InRange(data.Inputs().Max(), 0.99, 1);
    }

    [Fact]
    public void an_example_depends_on_the_seed_and_its_number_alone()
    {
        var few = SyntheticData.Moons<S2>(10, noise: 0.1, seed: 1).Inputs();

        Assert.Equal(few, SyntheticData.Moons<S2>(100, noise: 0.1, seed: 1).Inputs()[..20]);
        Assert.NotEqual(few, SyntheticData.Moons<S2>(10, noise: 0.1, seed: 2).Inputs());
        Assert.Equal([0, 1, 0, 1], SyntheticData.Moons<S2>(4, noise: 0.1, seed: 1).Classes());
    }

    [Fact]
    public void noise_is_added_to_both_coordinates()
    {
        var plain = SyntheticData.TwoSpirals<S2>(10_000, noise: 0, seed: 1).Inputs();
        var noisy = SyntheticData.TwoSpirals<S2>(10_000, noise: 0.05, seed: 1).Inputs();

        for (int axis = 0; axis < 2; axis++)
        {
            double squares = plain.Zip(noisy, (a, b) => (double)(b - a) * (b - a)).Where((_, i) => i % 2 == axis).Average();
            Assert.InRange(Math.Sqrt(squares), 0.0485, 0.0515);
        }
    }

    [Fact]
    public void an_input_of_other_numbers_is_an_error()
    {
        Assert.Throws<ShapeMismatchException>(() => SyntheticData.Moons<S3>(6, 0, 1));
        Assert.Throws<ShapeMismatchException>(() => SyntheticData.Sinusoid<S1, S2>(6, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticData.Moons<S2>(0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticData.Moons<S2>(1, -1, 1));
    }

    [Fact]
    public void fractions_are_even_and_normals_have_mean_0_and_deviation_1()
    {
        var random = new SplitMix64(1);
        var (fractions, normals) = (new double[100_000], new double[100_000]);
        for (int i = 0; i < fractions.Length; i++) fractions[i] = random.Fraction();
        for (int i = 0; i < normals.Length; i += 2) (normals[i], normals[i + 1]) = random.Normals();

        Assert.All(fractions, fraction => Assert.InRange(fraction, 0, 1 - 1e-16));
        Assert.InRange(fractions.Average(), 0.496, 0.504);
        Assert.InRange(fractions.Average(fraction => fraction * fraction), 1 / 3.0 - 0.004, 1 / 3.0 + 0.004);
        Assert.InRange(normals.Average(), -0.013, 0.013);
        Assert.InRange(normals.Average(normal => normal * normal), 0.98, 1.02);
        Assert.InRange(normals.Count(normal => Math.Abs(normal) < 1) / 100_000.0, 0.6767, 0.6887); // 0.6827
    }

    private static IEnumerable<(double X, double Y, long Class)> Points(Dataset<S2, Labels> data)
    {
        var (inputs, classes) = (data.Inputs(), data.Classes());
        for (int i = 0; i < classes.Length; i++) yield return (inputs[2 * i], inputs[2 * i + 1], classes[i]);
    }

    private static bool Near((double X, double Y) a, (double X, double Y) b) => Math.Abs(a.X - b.X) < 1e-4 && Math.Abs(a.Y - b.Y) < 1e-4;
}
