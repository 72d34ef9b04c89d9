namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>The supervised contrastive loss where its value is known; its gradient stands among the gradient cases.</summary>
public sealed class SupervisedContrastiveTests
{
    [Fact]
    public void classes_that_lie_apart_cost_the_logarithm_of_how_many_they_have_to_choose_from() =>
        Assert.Equal(Math.Log(2), Loss([1, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0], [0, 0, 0, 1, 1, 1], temperature: 0.02), Single.Close);

    [Fact]
    public void embeddings_that_are_all_the_same_cost_the_logarithm_of_all_others() =>
        Assert.Equal(Math.Log(3), Loss([0.6, 0.8, 0.6, 0.8, 0.6, 0.8, 0.6, 0.8], [5, 5, 9, 9]), Single.Close);

    [Fact]
    public void one_that_is_alone_in_its_class_adds_nothing_but_counts_in_the_mean()
    {
        // Each of the first two picks between the other, at a right angle, and the third, which is opposite to one of them.
        double[] angles = [1, 0, 0, 1, -1, 0];
        double first = Math.Log(1 + Math.Exp(-1 / 0.5)), second = Math.Log(2);
        Assert.Equal((first + second) / 3, Loss(angles, [1, 1, 4], temperature: 0.5), Single.Close);
    }

    [Theory]
    [InlineData(new double[] { 1, 0, 0, 1, -1, 0 }, new long[] { 0, 1, 2 })]
    [InlineData(new double[] { 3, 4 }, new long[] { 0 })]
    public void a_batch_without_two_of_a_class_has_no_loss_and_no_gradient(double[] embeddings, long[] labels)
    {
        Assert.Equal(0, Loss(embeddings, labels));
        Assert.All(Gradient(embeddings, labels), number => Assert.Equal(0, number));
    }

    [Fact]
    public void how_long_an_embedding_is_does_not_matter_and_the_gradient_does_not_change_it()
    {
        double[] embeddings = [1, 2, 2, -1, 0.5, 0.5, -3, 1];
        long[] labels = [0, 0, 1, 1];
        double[] longer = [.. embeddings.Select((number, i) => i < 2 ? 10 * number : number)];
        Assert.Equal(Loss(embeddings, labels), Loss(longer, labels), Single.Close);
        double[] gradient = Gradient(embeddings, labels);
        Assert.All(embeddings.Chunk(2).Zip(gradient.Chunk(2)), row => Assert.Equal(0, row.First[0] * row.Second[0] + row.First[1] * row.Second[1], 1e-12));
        Assert.Contains(gradient, number => Math.Abs(number) > 0.01);
    }

    [Fact]
    public void a_low_temperature_has_finite_numbers_in_float32()
    {
        using var network = new Bench();
        using var embeddings = Tensor.From<float>([1, 0, -1, 0, 1, 0, -1, 0], [4, 2]);
        using var labels = Labels.From([0, 0, 1, 1]);
        using var step = network.Begin();
        var x = step.Input(embeddings, "x");
        var (loss, _) = step.SupervisedContrastiveLoss("supcon", x, step.Target(labels, x), temperature: 1e-3);
        // The one of its class is opposite, another is the same: 2 / temperature apart.
        Assert.Equal(2000, step.Read(loss), 1e-3f);
    }

    private static double Loss(double[] embeddings, long[] labels, double temperature = 0.1) =>
        Assert.Single(Run(embeddings, labels, (step, x, y) => step.SupervisedContrastiveLoss("supcon", x, y, temperature).Loss));

    private static double[] Gradient(double[] embeddings, long[] labels) =>
        Run(embeddings, labels, (step, x, y) => step.SupervisedContrastiveLoss("supcon", x, y).Gradient);

    private static double[] Run(double[] embeddings, long[] labels, Func<Step, Value, Value, Value> operation) =>
        Single.Run(embeddings, [labels.Length, embeddings.Length / labels.Length], (step, x) => operation(step, x, Single.Labelled(step, x, labels)));
}
