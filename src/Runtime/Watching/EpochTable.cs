using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace ModelDsl.Runtime.Watching;

/// <summary>Epochs as a table for people: a column for each thing that was measured in any of them.</summary>
internal static class EpochTable
{
    private static readonly (string Header, Func<EpochResult, string> Cell)[] Figures =
    [
        ("epoch", epoch => Invariant($"{epoch.Epoch}")),
        ("train loss", epoch => Invariant($"{epoch.TrainLoss:0.0000}")),
        ("train accuracy %", epoch => Invariant($"{100 * epoch.TrainAccuracy:0.00}")),
        ("test loss", epoch => Invariant($"{epoch.TestLoss:0.0000}")),
        ("test accuracy %", epoch => Invariant($"{100 * epoch.TestAccuracy:0.00}")),
        ("learning rate", epoch => Invariant($"{epoch.LearningRate:0.######}")),
        ("seconds", epoch => Invariant($"{epoch.Duration.TotalSeconds:0.0}")),
        ("examples/s", epoch => Invariant($"{epoch.ExamplesPerSecond:#,0}")),
    ];

    public static (string[] Headers, string[][] Rows) Of(IReadOnlyList<EpochResult> epochs)
    {
        var columns = Figures.Concat(Parts("train", epochs, epoch => epoch.TrainLossParts)).Concat(Parts("test", epochs, epoch => epoch.TestLossParts))
            .Where(column => epochs.Any(epoch => column.Cell(epoch).Length > 0)).ToList();
        return ([.. columns.Select(column => column.Header)], [.. epochs.Select(epoch => columns.Select(column => column.Cell(epoch)).ToArray())]);
    }

    /// <summary>A column for each term of the loss; its cell is empty in an epoch where it was not noted.</summary>
    private static IEnumerable<(string Header, Func<EpochResult, string> Cell)> Parts(
        string of, IReadOnlyList<EpochResult> epochs, Func<EpochResult, IReadOnlyList<LossPart>?> parts) =>
        from term in epochs.SelectMany(epoch => parts(epoch) ?? []).Select(part => part.Term).Distinct()
        select ($"{of} {term}", (Func<EpochResult, string>)(epoch => Invariant($"{parts(epoch)?.FirstOrDefault(part => part.Term == term)?.Value:0.0000}")));
}
