using System.Text;
using static System.FormattableString;

namespace ModelDsl.Runtime;

/// <summary>What <see cref="NetworkTransfer.LoadFrom(Network, string, bool)"/> took over, by the names of the tensors: <c>conv1.weight</c>.</summary>
/// <param name="Network">The name of the network that was filled.</param>
/// <param name="Source">The file, or the name of the other network.</param>
/// <param name="Taken">What was taken.</param>
/// <param name="Missing">What the network has and the source lacks; it is as it was.</param>
/// <param name="LeftOver">What the source has and the network lacks.</param>
/// <param name="OtherShapes">What has another type or shape in the source, and was left out as asked; it is as it was.</param>
public sealed record LoadedWeights(
    string Network, string Source, IReadOnlyList<string> Taken, IReadOnlyList<string> Missing, IReadOnlyList<string> LeftOver,
    IReadOnlyList<CheckpointProblem> OtherShapes)
{
    /// <summary>The counts, and the names of what was not taken.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Invariant($"{Network}: {Taken.Count} tensors taken from {Source}"));
        if (Missing.Count > 0) text.Append("\n  as before, not there: ").AppendJoin(", ", Missing);
        if (OtherShapes.Count > 0) text.Append("\n  as before, other there: ").AppendJoin("; ", OtherShapes);
        if (LeftOver.Count > 0) text.Append("\n  left over: ").AppendJoin(", ", LeftOver);
        return text.ToString();
    }
}
