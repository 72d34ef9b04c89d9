using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>Pairs and triplets by class.</summary>
public sealed class RelationsTests
{
    private const int Count = 2000;

    // Example i has the number i and the class i mod 4; class 3 has one example alone.
    private static readonly Dataset<S1, Labels> Numbered =
        new Dataset<S1, Labels>(Examples.Floats<S1>([.. Enumerable.Range(0, 40).Select(i => (float)i)]), Examples.Labels([.. Enumerable.Range(0, 40).Select(i => i % 4)], 4))
            .Select([.. Enumerable.Range(0, 40).Where(i => i % 4 != 3 || i == 7)]);

    [Fact]
    public void half_of_the_pairs_are_of_one_class_and_the_third_column_says_which()
    {
        var (left, right, same) = Numbered.Pairs<S1>(Count, seed: 1);
        float[] lefts = Read(left, epoch: 1), rights = Read(right, epoch: 1), sames = Read(same, epoch: 1);

        Assert.Equal(Enumerable.Range(0, Count).Select(i => lefts[i] % 4 == rights[i] % 4 ? 1f : 0), sames);
        Assert.InRange(sames.Sum(), Count * 0.45f, Count * 0.55f);
        Assert.All(Enumerable.Range(0, Count).Where(i => lefts[i] == rights[i]), i => Assert.Equal(7, lefts[i]));
        Assert.Equal(31, lefts.Concat(rights).Distinct().Count());
        Assert.All(lefts.CountBy(i => i % 4), kind => Assert.InRange(kind.Value, Count / 5, Count * 3 / 10));
    }

    [Fact]
    public void a_triplet_has_two_of_one_class_and_one_of_another()
    {
        var (anchor, positive, negative) = Numbered.Triplets(Count, seed: 1);
        float[] anchors = Read(anchor, epoch: 1), positives = Read(positive, epoch: 1), negatives = Read(negative, epoch: 1);

        Assert.Equal(anchors.Select(i => i % 4), positives.Select(i => i % 4));
        Assert.All(anchors.Zip(negatives), pair => Assert.NotEqual(pair.First % 4, pair.Second % 4));
        Assert.All(anchors.Zip(positives).Where(pair => pair.First == pair.Second), pair => Assert.Equal(7, pair.First));
        Assert.Equal(31, negatives.Distinct().Count());
    }

    [Fact]
    public void each_epoch_and_seed_draws_others_and_the_same_ones_again()
    {
        var first = Read(Numbered.Triplets(Count, seed: 1).Positive, epoch: 1);
        Assert.Equal(first, Read(Numbered.Triplets(Count, seed: 1).Positive, epoch: 1));
        Assert.NotEqual(first, Read(Numbered.Triplets(Count, seed: 1).Positive, epoch: 2));
        Assert.NotEqual(first, Read(Numbered.Triplets(Count, seed: 2).Positive, epoch: 1));
    }

    [Fact]
    public void examples_of_one_class_or_without_any_make_none()
    {
        var e = Assert.Throws<ArgumentException>(() => Numbered.OfClasses([2]).Triplets(10, seed: 1));
        Assert.Equal("Examples of two classes are needed; all 10 are of class 2.", e.Message);
        Assert.Throws<InvalidOperationException>(() => new Dataset<S1, Tensor<S1>>(Numbered.Inputs, Numbered.Inputs).Pairs<S1>(10, seed: 1));
        Assert.Throws<ShapeMismatchException>(() => Numbered.Pairs<S2>(10, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered.Pairs<S1>(0, seed: 1));
    }

    private static float[] Read(Examples<Tensor<S1>> examples, int epoch)
    {
        using var batch = examples.CreateBatch(Count);
        examples.Read([.. Enumerable.Range(0, Count)], epoch, batch);
        return batch.ToArray<float>();
    }
}
