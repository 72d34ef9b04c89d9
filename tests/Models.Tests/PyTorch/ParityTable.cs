using System.Globalization;
using System.Text;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>docs/parity.md, written from what a whole comparison found.</summary>
internal static class ParityTable
{
    private static readonly string[] Columns = ["logits", "output in train mode", "loss", "gradient", "way of the weights", "running statistics", "logits after the step"];

    private static readonly SortedDictionary<string, string> Rows = new(StringComparer.Ordinal);

    /// <summary>Whether all models are to be compared, and the table written.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("MODELDSL_PARITY") is { Length: > 0 };

    /// <param name="name">torchvision's name.</param>
    /// <param name="class">The class.</param>
    /// <param name="parameters">How many numbers it learns.</param>
    /// <param name="worst">The worst relative error of each kind.</param>
    public static void Add(string name, string @class, long parameters, IReadOnlyDictionary<string, double> worst)
    {
        if (!IsWanted) return;
        var errors = Columns.Select(column => worst.TryGetValue(column, out var error) ? error.ToString("0.0e-0", CultureInfo.InvariantCulture) : "");
        lock (Rows)
        {
            Rows[name] = string.Create(CultureInfo.InvariantCulture, $"| {name} | `{@class}` | {parameters:N0} | {string.Join(" | ", errors)} |");
            File.WriteAllText(Path.Combine(ModelLibrary.Root, "docs", "parity.md"), Page());
        }
    }

    private static string Page()
    {
        var text = new StringBuilder("""
            # The same numbers as PyTorch

            Written by `./build.sh parity`: each model with torchvision's weights, loaded by order and shape, one batch of four images, float32, dropout off, one step of SGD (rate 0.01,
            momentum 0.9, weight decay 5e-4). The figures are the worst relative errors, the norm of the difference over the norm of what PyTorch gives: of the logits in eval mode, the output and the loss in
            train mode, any parameter's gradient, the way any weight went in the step, any running statistic, and the logits in eval mode after the step.

            """);
        text.Append("| torchvision | class | parameters | ").AppendJoin(" | ", Columns).Append(" |\n| --- | --- | ---: |").Insert(text.Length, " ---: |", Columns.Length).Append('\n');
        foreach (var row in Rows.Values) text.Append(row).Append('\n');
        return text.ToString();
    }
}
