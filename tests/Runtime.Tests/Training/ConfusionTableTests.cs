using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

public sealed class ConfusionTableTests
{
    [Fact]
    public void counts_accuracy_recall_and_precision_follow_from_what_was_added()
    {
        var table = Table();

        Assert.Equal(2, table[1, 0]);
        Assert.Equal(0, table[0, 1]);
        Assert.Equal((10, 7), (table.Total, table.Correct));
        Assert.Equal(0.7, table.Accuracy, 1e-12);
        Assert.Equal(0.5, table.Recall(1), 1e-12);
        Assert.Equal(0.6, table.Precision(0), 1e-12);
        Assert.Equal(double.NaN, new ConfusionTable(2).Recall(0));
    }

    [Fact]
    public void a_class_that_does_not_exist_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Table().Add(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Table().Add(0, -1));
    }

    [Fact]
    public void as_text_it_has_a_row_for_each_class() => Assert.Equal(
        """
                     predicted
        true            0     1     2  recall %
        0 cat           3     .     1      75.0
        1 dog           2     2     .      50.0
        2 bird          .     .     2     100.0
        precision %  60.0 100.0  66.7      70.0 % of all
        """, Table().ToString(["cat", "dog", "bird"]));

    [Fact]
    public void numbers_alone_name_the_rows_where_names_say_no_more() =>
        Assert.Contains("\n0               3", Table().ToString(["0", "1", "2"]));

    [Fact]
    public void predictions_are_counted_for_labels_only()
    {
        var count = new PredictionCount();
        using var outputs = Tensor.From<float>([0.1f, 0.9f, 0.8f, 0.2f], [2, 2]);
        using var doubles = Tensor.From<double>([0.4, 0.6], [1, 2]);
        using var labels = Labels.From([1, 1]);
        using var label = Labels.From([0]);

        count.Add(outputs, null);
        Assert.Null(count.Table);
        count.Add(outputs, labels);
        count.Add(doubles, label);
        Assert.Equal((1, 1, 1), (count.Table![1, 1], count.Table[1, 0], count.Table[0, 1]));
    }

    [Fact]
    public void the_five_foremost_are_counted_where_there_are_more_classes()
    {
        var count = new PredictionCount();
        // Seven classes: the label's value is the largest, the fifth, the sixth, and one of seven equal ones (the first five of these are foremost).
        using var outputs = Tensor.From<float>([.. new float[] { 9, 1, 2, 3, 4, 5, 6 }, .. new float[] { 7, 6, 5, 4, 3, 2, 1 }, .. new float[] { 7, 6, 5, 4, 3, 2, 1 }, .. new float[7]], [4, 7]);
        using var labels = Labels.From([0, 4, 5, 4]);
        count.Add(outputs, labels);
        Assert.Equal(0.75, count.TopFive);
        Assert.Equal(0.25, count.Table!.Accuracy);

        var few = new PredictionCount();
        using var three = Tensor.From<float>([1, 2, 3], [1, 3]);
        using var label = Labels.From([0]);
        few.Add(three, label);
        Assert.Null(few.TopFive);
    }

    private static ConfusionTable Table()
    {
        var table = new ConfusionTable(3);
        foreach (var (label, predicted, times) in new[] { (0, 0, 3), (0, 2, 1), (1, 0, 2), (1, 1, 2), (2, 2, 2) })
        {
            for (int i = 0; i < times; i++) table.Add(label, predicted);
        }

        return table;
    }
}
