using static System.FormattableString;

namespace ModelDsl.Runtime.Explaining;

/// <summary>Many vectors of one length, row after row, as <see cref="Pca"/> and <see cref="TSne"/> take them.</summary>
internal static class Points
{
    /// <summary>How many there are, or the error that the numbers make up no vectors, or too few.</summary>
    public static int Count(int numbers, int dimensions, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (numbers % dimensions != 0 || numbers / dimensions < least)
            throw new ArgumentException(Invariant($"{numbers} numbers are not at least {least} points of {dimensions} dimensions."), "points");
        return numbers / dimensions;
    }
}
