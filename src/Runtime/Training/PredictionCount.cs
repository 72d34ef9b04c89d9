namespace ModelDsl.Runtime.Training;

/// <summary>Compares outputs [N, classes] with labels; counts nothing without labels and for other shapes.</summary>
internal sealed class PredictionCount
{
    private float[] _outputs = [];
    private long[] _labels = [];

    private const int Foremost = 5;

    private long _amongFive;

    /// <summary>Which class was taken for which; null when nothing could be counted.</summary>
    public ConfusionTable? Table { get; private set; }

    /// <summary>The part of the examples whose class was among the five with the largest outputs; null where there are no more than five, or nothing could be counted.</summary>
    public double? TopFive => Table is { Classes: > Foremost } table ? (double)_amongFive / table.Total : null;

    public void Add(Tensor output, Labels? labels)
    {
        if (labels is null || output.Rank != 2) return;
        int count = (int)labels.Length;
        int classes = (int)output.Size(1);
        Table ??= new ConfusionTable(classes);
        Read(output, count * classes);
        if (_labels.Length < count) _labels = new long[count];
        labels.CopyTo(_labels.AsSpan());
        for (int i = 0; i < count; i++)
        {
            var outputs = _outputs.AsSpan(i * classes, classes);
            Table.Add((int)_labels[i], Largest(outputs));
            if (Rank(outputs, (int)_labels[i]) < Foremost) _amongFive++;
        }
    }

    /// <summary>The number of the largest value, the first among equals.</summary>
    public static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }

        return best;
    }

    /// <summary>How many values come before one: the larger ones, and the first ones among equals.</summary>
    private static int Rank(ReadOnlySpan<float> values, int of)
    {
        int rank = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] > values[of] || (values[i] == values[of] && i < of)) rank++;
        }

        return rank;
    }

    private void Read(Tensor output, int length)
    {
        if (_outputs.Length < length) _outputs = new float[length];
        if (output.ElementType == ElementType.Float32)
        {
            output.CopyTo(_outputs.AsSpan());
            return;
        }

        using var converted = output.To(ElementType.Float32);
        converted.CopyTo(_outputs.AsSpan());
    }
}
