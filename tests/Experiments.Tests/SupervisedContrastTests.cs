namespace Experiments.Tests;

public sealed class SupervisedContrastTests
{
    private const int Size = 4;
    private const double Temperature = 0.5;

    // The last one is alone in its class.
    private static readonly int[] Classes = [3, 3, 3, 8, 8, 5];

    [Fact]
    public void classes_that_lie_apart_cost_the_logarithm_of_how_many_they_have_to_choose_from()
    {
        float[] apart = [1, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0];
        Assert.Equal(Math.Log(2), SupervisedContrast.Of(apart, [0, 0, 0, 1, 1, 1], temperature: 0.1).Value, tolerance: 1e-6);
    }

    [Fact]
    public void embeddings_that_are_all_the_same_cost_the_logarithm_of_all_others()
    {
        float[] same = [.. Enumerable.Repeat(new[] { 1f, 0f }, 4).SelectMany(numbers => numbers)];
        Assert.Equal(Math.Log(3), SupervisedContrast.Of(same, [0, 0, 1, 1], Temperature).Value, tolerance: 1e-6);
    }

    [Fact]
    public void one_that_is_alone_in_its_class_adds_nothing() => Assert.Equal(0, SupervisedContrast.Of([1, 0, 0, 1], [0, 1], Temperature).Value);

    [Fact]
    public void its_gradient_is_that_of_central_differences()
    {
        const float Step = 1e-2f;
        var random = new Random(1);
        float[] embeddings = [.. Enumerable.Range(0, Classes.Length * Size).Select(_ => random.NextSingle() - 0.5f)];
        float[] gradient = SupervisedContrast.Of(embeddings, Classes, Temperature).Gradient;
        Assert.Equal(embeddings.Length, gradient.Length);
        for (int i = 0; i < embeddings.Length; i++)
        {
            Assert.Equal((Moved(i, Step) - Moved(i, -Step)) / (2 * Step), gradient[i], tolerance: 1e-4);
        }

        double Moved(int i, float by)
        {
            float[] moved = [.. embeddings];
            moved[i] += by;
            return SupervisedContrast.Of(moved, Classes, Temperature).Value;
        }
    }

    [Fact]
    public void numbers_that_are_no_embeddings_of_one_size_are_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => SupervisedContrast.Of(new float[9], new int[2], Temperature));
        Assert.Contains("9 numbers are no 2 embeddings of one size", error.Message);
    }
}
