namespace ModelDsl.Runtime.Tests.Initializations;

/// <summary>The distributions parameters start from.</summary>
public sealed class InitializationTests
{
    // [64, 32, 3, 3]: fan_in 288, fan_out 576; [300, 200]: fan_in 200, fan_out 300.
    public static TheoryData<string, bool, double> Deviations => new()
    {
        { "He", true, Math.Sqrt(2.0 / 288) },
        { "He", false, Math.Sqrt(2.0 / 200) },
        { "LeCun", true, Math.Sqrt(1.0 / 288) },
        { "LeCun", false, Math.Sqrt(1.0 / 200) },
        { "Normal", true, 0.01 },
        // A uniform distribution within ±b has the deviation b / sqrt 3.
        { "Glorot", true, Math.Sqrt(6.0 / 864 / 3) },
        { "Glorot", false, Math.Sqrt(6.0 / 500 / 3) },
        { "Uniform", false, 0.1 / Math.Sqrt(3) },
    };

    [Theory]
    [MemberData(nameof(Deviations))]
    public void distributions_have_mean_0_and_the_fields_deviation(string name, bool convolution, double deviation)
    {
        double[] values = Draw(Named(name), convolution ? [64, 32, 3, 3] : [300, 200]);
        double mean = values.Average();
        double spread = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        Assert.InRange(mean / deviation, -0.02, 0.02);
        Assert.InRange(spread / deviation, 0.98, 1.02);
    }

    [Theory]
    [InlineData("Glorot", 0.10954451150103322)]
    [InlineData("Uniform", 0.1)]
    public void uniform_ones_stay_within_their_bound_and_reach_it(string name, double bound)
    {
        double largest = Draw(Named(name), [300, 200]).Max(Math.Abs);
        Assert.InRange(largest, 0.999 * bound, bound);
    }

    [Fact]
    public void normal_ones_have_tails()
    {
        double[] values = Draw(Initialization.Normal(1), [100_000]);
        Assert.InRange(values.Count(v => Math.Abs(v) > 1.96) / 100_000.0, 0.045, 0.055);
    }

    [Fact]
    public void constants_fill()
    {
        Assert.Equal([0, 0, 0], Draw(Initialization.Zeros, [3]));
        Assert.Equal([1, 1, 1], Draw(Initialization.Ones, [3]));
        Assert.Equal([-2.5, -2.5], Draw(Initialization.Constant(-2.5), [2]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void a_width_that_is_no_positive_number_is_an_error(double width)
    {
        Assert.Throws<ArgumentOutOfRangeException>("deviation", () => Initialization.Normal(width));
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => Initialization.Uniform(width));
    }

    [Fact]
    public void a_constant_that_is_no_number_is_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>("value", () => Initialization.Constant(double.NaN));

    private static Initialization Named(string name) => name switch
    {
        "He" => Initialization.He,
        "LeCun" => Initialization.LeCun,
        "Glorot" => Initialization.Glorot,
        "Normal" => Initialization.Normal(0.01),
        _ => Initialization.Uniform(0.1),
    };

    private static double[] Draw(Initialization initialization, long[] sizes)
    {
        using var network = new Bench(ElementType.Float64);
        return network.AddParameter("layer", "weight", sizes, initialization).Value.ToArray<double>();
    }
}
