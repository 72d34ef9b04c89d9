namespace Experiments.Tests;

public sealed class AgreementTests
{
    private const int Classes = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void answers_that_are_sure_and_equally_many_agree_by_the_logarithm_of_their_number(double balance)
    {
        float[] sure = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        Assert.Equal((2 * balance - 1) * Math.Log(Classes), Agreement.Of([.. sure, .. sure], Classes, balance).Value, tolerance: 1e-4);
    }

    [Fact]
    public void answers_that_are_the_same_for_everything_say_nothing_of_each_other()
    {
        float[] same = [0.5f, 0.3f, 0.2f, 0.5f, 0.3f, 0.2f];
        Assert.Equal(0, Agreement.Of([.. same, .. same], Classes, balance: 1).Value, tolerance: 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void its_gradient_is_that_of_central_differences(double balance)
    {
        const float Step = 1e-3f;
        var random = new Random(1);
        float[] answers = [.. Enumerable.Range(0, 8).SelectMany(_ => Probabilities(random))];
        float[] gradient = Agreement.Of(answers, Classes, balance).Gradient;
        Assert.Equal(answers.Length, gradient.Length);
        for (int i = 0; i < answers.Length; i++)
        {
            Assert.Equal((Moved(i, Step) - Moved(i, -Step)) / (2 * Step), gradient[i], tolerance: 1e-3);
        }

        double Moved(int i, float by)
        {
            float[] moved = [.. answers];
            moved[i] += by;
            return Agreement.Of(moved, Classes, balance).Value;
        }
    }

    [Fact]
    public void an_example_without_its_second_view_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => Agreement.Of(new float[9], Classes, balance: 1));
        Assert.Contains("expected two views of as many examples, 3 numbers each, given 9 numbers", error.Message);
    }

    private static float[] Probabilities(Random random)
    {
        float[] numbers = [.. Enumerable.Range(0, Classes).Select(_ => 0.1f + random.NextSingle())];
        return [.. numbers.Select(number => number / numbers.Sum())];
    }
}
