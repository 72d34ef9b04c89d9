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
