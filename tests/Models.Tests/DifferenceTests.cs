using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests;

/// <summary>The measures that the other tests hold networks to.</summary>
public sealed class DifferenceTests
{
    private const double Rate = 0.0625;

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 9)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void every_element_counts_once(int length)
    {
        float[] expected = [.. Enumerable.Range(0, length).Select(i => i + 1f)];
        float[] actual = [.. expected.Select(e => e + (e / 4))];
        double norm = expected.Sum(e => (double)e * e);
        Assert.Equal((norm / 16, norm), Difference.Squares(expected, actual));
        Assert.Equal(0.25, Relative(expected, actual), 1e-12);
        Assert.Equal(0.25, Relative([.. expected.Select(e => (double)e)], [.. actual.Select(a => (double)a)]), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void an_update_is_held_to_its_rounding_at_every_element(int length)
    {
        float[] before = [.. Enumerable.Range(0, length).Select(i => i - 3.7f)], gradient = [.. before.Select(b => b * b)];
        for (var wrong = 0; wrong < length; wrong++)
        {
            float[] after = [.. before.Zip(gradient, (b, g) => b - ((float)Rate * g))];
            Assert.InRange(BeyondRounding(before, gradient, after), 0, 1);
            after[wrong] *= 1.00001f;
            Assert.InRange(BeyondRounding(before, gradient, after), 10, 1000);
            after[wrong] = float.NaN;
            Assert.False(BeyondRounding(before, gradient, after) <= 1);
        }
    }

    private static double Relative<T>(T[] expected, T[] actual) where T : unmanaged
    {
        using Tensor e = From(expected), a = From(actual);
        return Difference.Relative(e, a);
    }

    private static double BeyondRounding(float[] before, float[] gradient, float[] after)
    {
        using Tensor b = From(before), g = From(gradient), a = From(after);
        return Difference.BeyondRounding(b, g, a, Rate);
    }

    private static Tensor From<T>(T[] numbers) where T : unmanaged => Tensor.From(numbers, [numbers.Length]);
}
