using ModelDsl.Text;

namespace ModelDsl.Ops;

/// <summary>What is held at one moment of a pass, in float32.</summary>
/// <param name="PerExample">Bytes for each example: feature maps and their gradients.</param>
/// <param name="Shared">Bytes however many examples there are: the gradients of weights.</param>
public sealed record Peak(long PerExample, long Shared)
{
    public Peak Plus(Peak other) => new(PerExample + other.PerExample, Shared + other.Shared);

    /// <summary>Of all moments those that are the fullest for some number of examples, from few examples to many.</summary>
    public static EquatableArray<Peak> Fullest(IEnumerable<Peak> moments)
    {
        var front = new List<Peak>();
        foreach (var next in moments.OrderBy(p => p.PerExample).ThenBy(p => p.Shared))
        {
            while (front.Count > 0 && (front[front.Count - 1].At(1) <= next.At(1) || (front.Count > 1 && IsBelow(front[front.Count - 2], front[front.Count - 1], next))))
            {
                front.RemoveAt(front.Count - 1);
            }

            front.Add(next);
        }

        return front.ToEquatableArray();
    }

    private double At(double examples) => (PerExample * examples) + Shared;

    /// <summary>Whether the third has overtaken the first before the second does.</summary>
    private static bool IsBelow(Peak first, Peak second, Peak third) =>
        (double)(first.Shared - third.Shared) * (second.PerExample - first.PerExample) <= (double)(first.Shared - second.Shared) * (third.PerExample - first.PerExample);
}
