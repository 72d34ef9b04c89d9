using System.Text;
using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>How often examples of one class were taken for another: rows are the true classes, columns the predicted ones.</summary>
public sealed class ConfusionTable
{
    private readonly long[] _counts;

    /// <param name="classes">The number of classes.</param>
    public ConfusionTable(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _counts = new long[classes * classes];
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>How many examples of class <paramref name="label"/> were taken for class <paramref name="predicted"/>.</summary>
    public long this[int label, int predicted] => _counts[Index(label, predicted)];

    /// <summary>All examples counted.</summary>
    public long Total => _counts.Sum();

    /// <summary>Those classified correctly.</summary>
    public long Correct => Enumerable.Range(0, Classes).Sum(label => this[label, label]);

    /// <summary>The part classified correctly, 0 to 1; NaN before there are any.</summary>
    public double Accuracy => (double)Correct / Total;

    /// <summary>The part of a class's examples that was found; NaN when there are none.</summary>
    public double Recall(int label) =>
        (double)this[label, label] / Enumerable.Range(0, Classes).Sum(predicted => this[label, predicted]);

    /// <summary>The part of the examples taken for a class that belongs to it; NaN when there are none.</summary>
    public double Precision(int predicted) =>
        (double)this[predicted, predicted] / Enumerable.Range(0, Classes).Sum(label => this[label, predicted]);

    /// <summary>Counts one example.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(int label, int predicted) => _counts[Index(label, predicted)]++;

    /// <summary>The table as text, a row for each true class with its recall at the end, precisions below.</summary>
    /// <param name="names">The classes' names; their numbers when not given.</param>
    public string ToString(IReadOnlyList<string>? names)
    {
        var rowNames = Enumerable.Range(0, Classes).Select(label => RowName(label, names)).ToArray();
        int first = Math.Max("precision %".Length, rowNames.Max(name => name.Length));
        int width = Math.Max(6, Text(_counts.Max()).Length + 1);
        var text = new StringBuilder();
        text.Append(' ', first).Append("  predicted\n").Append("true".PadRight(first));
        for (int predicted = 0; predicted < Classes; predicted++) text.Append(Text(predicted).PadLeft(width));
        text.Append("  recall %\n");
        for (int label = 0; label < Classes; label++)
        {
            text.Append(rowNames[label].PadRight(first));
            for (int predicted = 0; predicted < Classes; predicted++)
                text.Append((this[label, predicted] == 0 ? "." : Text(this[label, predicted])).PadLeft(width));
            text.Append(Percent(Recall(label)).PadLeft(10)).Append('\n');
        }

        text.Append("precision %".PadRight(first));
        for (int predicted = 0; predicted < Classes; predicted++) text.Append(Percent(Precision(predicted)).PadLeft(width));
        return text.Append(Percent(Accuracy).PadLeft(10)).Append(" % of all").ToString();
    }

    public override string ToString() => ToString(null);

    private int Index(int label, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)Classes, nameof(label));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return label * Classes + predicted;
    }

    private static string RowName(int label, IReadOnlyList<string>? names) =>
        names is null || names[label] == Text(label) ? Text(label) : $"{Text(label)} {names[label]}";

    private static string Text(long number) => Invariant($"{number}");

    private static string Percent(double part) => double.IsNaN(part) ? "-" : Invariant($"{100 * part:0.0}");
}
