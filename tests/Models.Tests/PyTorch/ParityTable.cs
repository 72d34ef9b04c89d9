using System.Globalization;
using System.Text;

namespace ModelDsl.Models.Tests.PyTorch;

/// <summary>docs/parity.md, written from what a whole comparison found.</summary>
internal static class ParityTable
{
    private static readonly string[] Columns = ["logits", "output in train mode", "loss", "all gradients", "gradient", "weights after the step", "way of all weights", "running statistics", "logits after the step"];

    /// <summary>How far all gradients are from PyTorch's in float64, and PyTorch's, and PyTorch's in channels-last; and how far those are from PyTorch's.</summary>
    public const string FromTrue = "from float64", PyTorchsFromTrue = "PyTorch from float64", ChannelsLastFromTrue = "channels-last from float64", ChannelsLast = "PyTorch channels-last";

    /// <summary>How far PyTorch's logits, and all its gradients, are from its own in float32 under autocast to bfloat16.</summary>
    public const string AutocastLogits = "autocast's logits", Autocast = "autocast's gradients";

    private static readonly string[] ReducedColumns = ["logits", AutocastLogits, "output in train mode", "loss", "all gradients", Autocast, "weights after the step"];

    private static readonly string[] BlockedColumns = ["logits", "output in train mode", "loss", "all gradients", ChannelsLast, FromTrue, PyTorchsFromTrue, ChannelsLastFromTrue, "weights after the step", "running statistics", "logits after the step"];

    // A run that compares some models leaves the others' rows as they are.
    private static readonly SortedDictionary<string, string> Rows = Written("## Operation by operation");
    private static readonly SortedDictionary<string, string> BlockedRows = Written("## As networks run");
    private static readonly SortedDictionary<string, string> ReducedRows = Written("## In bfloat16");

    /// <summary>Whether all models are to be compared, and the table written.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("MODELDSL_PARITY") is { Length: > 0 };

    /// <param name="name">torchvision's name.</param>
    /// <param name="class">The class.</param>
    /// <param name="single">The worst relative error of each kind in float32.</param>
    /// <param name="twice">The same in float64; null where it was not computed.</param>
    /// <param name="inBlocks">In float32 with feature maps in blocks and Winograd's algorithm.</param>
    public static void Add(
        string name, string @class, IReadOnlyDictionary<string, double> single, IReadOnlyDictionary<string, double>? twice, IReadOnlyDictionary<string, double> inBlocks)
    {
        if (!IsWanted) return;
        var errors = Cells(Columns, single).Append(twice is null ? "" : Format(twice.Values.Max()));
        lock (Rows)
        {
            Rows[name] = $"| {name} | `{@class}` | {string.Join(" | ", errors)} |";
            BlockedRows[name] = $"| {name} | `{@class}` | {string.Join(" | ", Cells(BlockedColumns, inBlocks))} |";
            Write();
        }
    }

    /// <summary>The same of feature maps in bfloat16.</summary>
    public static void AddReduced(string name, string @class, IReadOnlyDictionary<string, double> reduced)
    {
        if (!IsWanted) return;
        lock (Rows)
        {
            ReducedRows[name] = $"| {name} | `{@class}` | {string.Join(" | ", Cells(ReducedColumns, reduced))} |";
            Write();
        }
    }

    private static string File => Path.Combine(ModelLibrary.Root, "docs", "parity.md");

    private static void Write() => System.IO.File.WriteAllText(File, Page());

    private static SortedDictionary<string, string> Written(string heading)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!System.IO.File.Exists(File)) return rows;
        var table = System.IO.File.ReadLines(File).SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith('|')).Skip(2);
        foreach (var row in table) rows[row.Split('|')[1].Trim()] = row;
        return rows;
    }

    private static IEnumerable<string> Cells(string[] columns, IReadOnlyDictionary<string, double> errors) =>
        columns.Select(column => errors.TryGetValue(column, out var error) ? Format(error) : "");

    private static string Format(double error) => error == 0 ? "0" : double.IsNaN(error) ? "none" : error.ToString("0.0e-0", CultureInfo.InvariantCulture);

    private static string Page()
    {
        var text = new StringBuilder("""
            # The same numbers as PyTorch

            Written by `./build.sh parity`. Each model has torchvision's weights, loaded by order and shape, one batch of four images, no dropout, and takes one step of SGD (rate 0.01, momentum 0.9,
            weight decay 5e-4). The figures are the worst relative errors, ‖ours - PyTorch's‖ / ‖PyTorch's‖ over a tensor: of the logits in eval mode, the output and the loss in train mode, all
            gradients as one vector and the worst tensor's, any weight after the step and the way that all weights went in it, any running statistic, and the logits in eval mode after the step; in float32, and the worst of them all in float64.

            Both compute with the same number of threads, so that sums are taken in the same order; with another number a value near 0 falls on the other side of a ReLU here and there, and gradients
            differ by some thousandths. A 0 stands for the same bits. An update goes over a weight once, where PyTorch's rounds after each of its three operations: the last bit of
            the weights differs.

            ## Operation by operation

            The same operations as PyTorch's, feature maps channel after channel as PyTorch has them.


            """);
        text.Append("| torchvision | class | ").AppendJoin(" | ", Columns).Append(" | all, float64 |\n| --- | --- |").Insert(text.Length, " ---: |", Columns.Length + 1).Append('\n');
        foreach (var row in Rows.Values) text.Append(row).Append('\n');
        text.Append("""

            ## As networks run

            Feature maps in blocks, and Winograd's algorithm where it gains, or AMX, where the processor has it ([performance.md](performance.md)). They round to about 1e-5 in the worst layer. What that puts on the other side of a
            ReLU, or of another element in a pooling's window, changes gradients by more: so does any other order of sums, PyTorch's own among them. The control is PyTorch beside itself, with the
            same weights in its channels-last format: "PyTorch channels-last" is how far all its gradients are then from those that ours are held against, and the next three columns say how far ours, PyTorch's and
            PyTorch's in channels-last are from what PyTorch finds in float64.

            Two settings of a network trade speed for nearness: `UsesBlocks = false` is the first table, `IsExact = true` does without both, and `defaults conv(exact)` in the model in its convolutions.


            """);
        text.Append("| torchvision | class | ").AppendJoin(" | ", BlockedColumns).Append(" |\n| --- | --- |").Insert(text.Length, " ---: |", BlockedColumns.Length).Append('\n');
        foreach (var row in BlockedRows.Values) text.Append(row).Append('\n');
        if (ReducedRows.Count == 0) return text.ToString();
        text.Append("""

            ## In bfloat16

            `precision bf16`, beside PyTorch in float32; and how far PyTorch's own mixed precision, `torch.autocast` to bfloat16, is from it (where it can: ReLU6 has no gradient there). With 8 bits in a number, gradients through many
            normalisations of a batch of four images are mostly chance in both; what they teach is not, see [performance.md](performance.md).


            """);
        text.Append("| torchvision | class | ").AppendJoin(" | ", ReducedColumns).Append(" |\n| --- | --- |").Insert(text.Length, " ---: |", ReducedColumns.Length).Append('\n');
        foreach (var row in ReducedRows.Values) text.Append(row).Append('\n');
        return text.ToString();
    }
}
