using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class DatasetTests
{
    [Fact]
    public void bytes_become_normalised_numbers_in_the_batch()
    {
        var examples = Examples.Bytes<S2>([0, 255, 51, 102], mean: 0.2f, deviation: 0.5f);
        using var batch = examples.CreateBatch(2);
        examples.Read([1, 0], batch);

        Assert.Equal([0f, 0.4f, -0.4f, 1.6f], batch.ToArray<float>(), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void floats_are_taken_as_they_are()
    {
        var examples = Examples.Floats<S2>([1, 2, 3, 4, 5, 6]);
        using var batch = examples.CreateBatch(2);
        examples.Read([2, 0], batch);

        Assert.Equal([5f, 6, 1, 2], batch.ToArray<float>());
    }

    [Fact]
    public void an_array_that_holds_no_whole_number_of_examples_is_an_error()
    {
        var e = Assert.Throws<ArgumentException>(() => Examples.Floats<S2>([1, 2, 3]));
        Assert.Equal("3 values are no whole number of examples [N, 2] of 2 values.", e.Message);
    }

    [Fact]
    public void a_label_out_of_range_is_an_error_that_names_the_example()
    {
        var e = Assert.Throws<ArgumentException>(() => Examples.Labels([0, 3], 3));
        Assert.StartsWith("Label 3 of example 1 is out of range: the 3 classes are 0 to 2.", e.Message);
    }

    [Fact]
    public void labels_may_be_of_more_classes_than_a_byte_can_count()
    {
        var data = new Dataset<S1, Labels>(Examples.Floats<S1>([0, 0, 0]), Examples.Labels((int[])[999, 0, 500], 1000));
        Assert.Equal([999, 0, 500], data.Classes());
        Assert.Throws<ArgumentException>(() => Examples.Labels((int[])[999, -1], 1000));
    }

    [Fact]
    public void targets_may_be_numbers()
    {
        var data = new Dataset<S1, Tensor<S2>>(Examples.Floats<S1>([1, 2]), Examples.Floats<S2>([10, 11, 20, 21]));
        using var loader = new DataLoader<S1, Tensor<S2>>(data, 2);
        foreach (var batch in loader.Epoch(1)) Assert.Equal([10, 11, 20, 21], batch.Target.ToArray<float>());
    }

    [Fact]
    public void an_example_may_have_several_classes_or_none()
    {
        var examples = Examples.MultiHot<S3>([[0, 2], [], [1]]);
        using var batch = examples.CreateBatch(3);
        for (int time = 0; time < 2; time++) examples.Read([2, 0, 1], batch);

        Assert.Equal([0f, 1, 0, 1, 0, 1, 0, 0, 0], batch.ToArray<float>());
    }

    [Fact]
    public void a_class_of_several_that_is_out_of_range_is_an_error_that_names_the_example()
    {
        var e = Assert.Throws<ArgumentException>(() => Examples.MultiHot<S3>([[0], [1, 3]]));
        Assert.StartsWith("Class 3 of example 1 is out of range: the 3 classes are 0 to 2.", e.Message);
    }

    [Fact]
    public void inputs_and_targets_must_be_as_many()
    {
        var e = Assert.Throws<ArgumentException>(() => new Dataset<S2, Labels>(Examples.Floats<S2>([1, 2]), Examples.Labels([0, 1], 2)));
        Assert.Equal("1 inputs, but 2 targets.", e.Message);
    }

    [Fact]
    public void images_are_an_input_of_as_many_values_in_any_form_and_of_no_other()
    {
        var images = new LabelledImages(Idx.Counting(12), [0, 1], height: 2, width: 3, classes: 2);

        Assert.Equal(2, images.As<S1x2x3>().Count);
        Assert.Equal(2, images.As<S6>().Count);
        var e = Assert.Throws<ShapeMismatchException>(images.As<S2>);
        Assert.Equal("images: expected [N, 2], given [2, 2, 3]", e.Message);
    }
}
