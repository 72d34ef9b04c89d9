using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>Parts of a data set, whose example i has the input i and the class i % 3 unless said otherwise.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void a_selection_has_the_examples_in_the_order_asked_for()
    {
        var some = Numbered(10).Select(7, 2, 2, 5);

        Assert.Equal([7f, 2, 2, 5], some.Inputs());
        Assert.Equal([1, 2, 2, 2], some.Classes());
        Assert.Equal([5f, 7], some.Select(3, 0).Inputs());
        Assert.Equal([7f, 2], some.Take(2).Inputs());
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Select(3, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Take(5).Select(5));
        Assert.Throws<ArgumentException>(() => Numbered(10).Select());
    }

    [Fact]
    public void a_split_has_every_example_once_in_one_of_its_parts()
    {
        var (train, validation) = Numbered(100).Split(0.2, seed: 1);

        Assert.Equal((80, 20), (train.Count, validation.Count));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i), train.Inputs().Concat(validation.Inputs()).Order());
        Assert.Equal(validation.Inputs().Order(), validation.Inputs());
        Assert.Contains(validation.Inputs(), example => example < 80); // not simply the last ones
        Assert.Equal(train.Inputs().Select(example => (long)example % 3), train.Classes());
    }

    [Fact]
    public void a_split_depends_on_the_seed_alone()
    {
        Assert.Equal(Numbered(100).Split(0.2, seed: 1).Validation.Inputs(), Numbered(100).Split(0.2, seed: 1).Validation.Inputs());
        Assert.NotEqual(Numbered(100).Split(0.2, seed: 1).Validation.Inputs(), Numbered(100).Split(0.2, seed: 2).Validation.Inputs());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void a_stratified_split_has_the_share_of_every_class(double share)
    {
        var data = Labelled([.. Enumerable.Range(0, 400).Select(i => i < 300 ? 0 : i < 380 ? 1 : 2)]);
        var validation = data.Split(share, seed: 3, stratified: true).Validation.Classes();

        foreach (var (label, count) in new[] { (0, 300), (1, 80), (2, 20) })
            Assert.InRange(validation.Count(found => found == label), share * count - 1, share * count + 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void a_share_that_is_none_is_an_error(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Split(share, seed: 1));

    [Fact]
    public void a_part_without_examples_is_an_error() =>
        Assert.StartsWith("A share of 0.01 of 10 examples leaves a part without any.", Assert.Throws<ArgumentException>(() => Numbered(10).Split(0.01, seed: 1)).Message);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void every_example_is_validated_in_one_fold_and_learned_from_in_the_others(bool stratified)
    {
        var folds = Numbered(32).Folds(5, seed: 1, stratified);

        Assert.Equal(5, folds.Count);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (float)i), folds.SelectMany(fold => fold.Validation.Inputs()).Order());
        Assert.All(folds, fold => Assert.InRange(fold.Validation.Count, 6, 7));
        Assert.All(folds, fold => Assert.Equal(32, fold.Train.Inputs().Concat(fold.Validation.Inputs()).Distinct().Count()));
    }

    [Fact]
    public void stratified_folds_have_as_many_of_each_class()
    {
        foreach (var (_, validation) in Numbered(61).Folds(4, seed: 1, stratified: true))
            Assert.All(Enumerable.Range(0, 3), label => Assert.InRange(validation.Classes().Count(found => found == label), 5, 6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void a_number_of_folds_that_makes_none_is_an_error(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Folds(count, seed: 1));

    [Fact]
    public void so_many_examples_of_each_class_are_drawn()
    {
        var few = Numbered(300).PerClass(10, seed: 1);

        Assert.All(Enumerable.Range(0, 3), label => Assert.Equal(10, few.Classes().Count(found => found == label)));
        Assert.Equal(30, few.Inputs().Distinct().Count());
        Assert.NotEqual(few.Inputs(), Numbered(300).PerClass(10, seed: 2).Inputs());
        Assert.StartsWith("Class 1 has 2 examples, not 3.", Assert.Throws<ArgumentException>(() => Labelled([0, 1, 0, 1, 0]).PerClass(3, seed: 1)).Message);
    }

    [Fact]
    public void some_classes_keep_their_labels_or_are_counted_from_0()
    {
        var kept = Numbered(9).OfClasses([2, 0]);
        var renumbered = Numbered(9).OfClasses([2, 0], renumber: true);

        Assert.Equal([0f, 2, 3, 5, 6, 8], kept.Inputs());
        Assert.Equal([0, 2, 0, 2, 0, 2], kept.Classes());
        Assert.Equal(kept.Inputs(), renumbered.Inputs());
        Assert.Equal([1, 0, 1, 0, 1, 0], renumbered.Classes());
        Assert.StartsWith("There is no example of class 3.", Assert.Throws<ArgumentException>(() => Numbered(9).OfClasses([3])).Message);
        Assert.StartsWith("Class 1 is named twice.", Assert.Throws<ArgumentException>(() => Numbered(9).OfClasses([1, 1])).Message);
    }

    [Fact]
    public void numbers_as_targets_have_no_classes_but_may_be_split()
    {
        var data = new Dataset<S1, Tensor<S1>>(Examples.Floats<S1>([0, 1, 2, 3]), Examples.Floats<S1>([0, 10, 20, 30]));
        var train = data.Split(0.5, seed: 1).Train;

        Assert.Equal(train.Inputs().Select(x => 10 * x), train.Numbers());
        var e = Assert.Throws<InvalidOperationException>(() => data.Split(0.5, seed: 1, stratified: true));
        Assert.Equal("Examples go by class only where their targets are Labels; these are numbers.", e.Message);
    }

    [Fact]
    public void the_classes_of_labels_made_on_demand_are_read()
    {
        var data = new Dataset<S1, Labels>(Examples.Floats<S1>([0, 1, 2, 3]), new Parity(4));
        Assert.Equal([1f, 3], data.OfClasses([1]).Inputs());
        Assert.Equal([1, 1], data.OfClasses([1]).Classes());
    }

    [Fact]
    public void a_part_is_loaded_like_any_data_set()
    {
        using var loader = new DataLoader<S1, Labels>(Numbered(30).OfClasses([1]), 4, seed: 1);
        var seen = new List<float>();
        foreach (var batch in loader.Epoch(1)) seen.AddRange(batch.Input.ToArray<float>());

        Assert.Equal(Enumerable.Range(0, 10).Select(i => 3f * i + 1), seen.Order());
    }

    private static Dataset<S1, Labels> Numbered(int count) => Labelled([.. Enumerable.Range(0, count).Select(i => i % 3)]);

    private static Dataset<S1, Labels> Labelled(int[] classes) =>
        new(Examples.Floats<S1>([.. Enumerable.Range(0, classes.Length).Select(i => (float)i)]), Examples.Labels(classes, 3));

    /// <summary>Labels that lie in no array.</summary>
    private sealed class Parity(int count) : Examples<Labels>
    {
        public override int Count => count;

        public override Labels CreateBatch(int batch, ElementType elementType, Device device) => Labels.From(new long[batch], device);

        public override void Read(ReadOnlySpan<int> indices, Labels batch) => batch.CopyFrom<long>([.. indices.ToArray().Select(i => (long)(i % 2))]);
    }
}
