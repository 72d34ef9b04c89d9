using System.Globalization;
using System.Text;

namespace ModelDsl.Runtime;

/// <summary>The table <see cref="Network.Summary"/> prints: one row per layer, a row of totals; columns as wide as their content.</summary>
internal static class Summary
{
    private static readonly string[] Headers = ["layer", "as written", "output", "parameters", "MACs", "activations (bytes)"];

    private static readonly int[] Batches = [1, 32, 128];

    // Text is flush left, numbers are flush right.
    private const int FirstNumber = 3;

    public static string Of(string title, IReadOnlyList<LayerInfo> layers)
    {
        var rows = new List<string[]>(layers.Count + 2) { Headers };
        rows.AddRange(layers.Select(l => Row(l.Name, l.Layer, l.Output, l.Parameters, l.Macs, l.ActivationBytes)));
        rows.Add(Row("total", "", "", layers.Sum(l => l.Parameters), layers.Sum(l => l.Macs), layers.Sum(l => l.ActivationBytes)));

        int[] widths = [.. Enumerable.Range(0, Headers.Length).Select(column => rows.Max(row => row[column].Length))];
        string rule = new('-', widths.Sum() + 2 * (widths.Length - 1));
        var text = new StringBuilder(title);
        for (int i = 0; i < rows.Count; i++)
        {
            if (i == 1 || i == rows.Count - 1) text.Append('\n').Append(rule);
            Append(text, rows[i], widths);
        }

        return text.ToString();
    }

    /// <summary>The memory of a training step, for a few numbers of examples; nothing where it is not known.</summary>
    public static string OfTrainStep(Network network)
    {
        if (network.TrainStepBytes(1) == 0) return "";
        long parameters = network.Parameters.Sum(parameter => parameter.Length * sizeof(float));
        var batches = Batches.Select(batch => $"{Number(network.TrainStepBytes(batch))} (batch {batch})");
        return $"\ntraining step, bytes at most: parameters {Number(parameters)}, as many for SGD's momentum, twice as many for Adam;"
            + $"\n  feature maps and gradients {string.Join(", ", batches)}";
    }

    private static string[] Row(string name, string layer, string output, long parameters, long macs, long bytes) =>
        [name, layer, output, Number(parameters), Number(macs), Number(bytes)];

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, string[] row, int[] widths)
    {
        text.Append('\n');
        for (int column = 0; column < row.Length; column++)
        {
            if (column > 0) text.Append("  ");
            text.Append(column < FirstNumber ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]));
        }

        while (text[^1] == ' ') text.Length--;
    }
}
