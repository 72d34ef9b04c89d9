namespace ModelDsl.Runtime.Training;

/// <summary>Compares outputs [N, classes] with labels; counts nothing for other targets and shapes.</summary>
internal sealed class PredictionCount
{
    private float[] _outputs = [];
    private long[] _labels = [];

    /// <summary>Which class was taken for which; null when nothing could be counted.</summary>
    public ConfusionTable? Table { get; private set; }

    public void Add(Tensor output, Tensor target)
    {
        if (target is not Labels || output.Rank != 2) return;
        int count = (int)target.Length;
        int classes = (int)output.Size(1);
        Table ??= new ConfusionTable(classes);
        Read(output, count * classes);
        if (_labels.Length < count) _labels = new long[count];
        target.CopyTo(_labels.AsSpan());
        for (int i = 0; i < count; i++) Table.Add((int)_labels[i], Largest(_outputs.AsSpan(i * classes, classes)));
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
