namespace ModelDsl.Runtime.Data;

/// <summary>Draws examples of one class and of two. Each draw is a function of seed, epoch and number, so that what goes together may be asked for apart.</summary>
internal sealed class ClassDraws
{
    private readonly int[][] _members;
    private readonly int _seed;

    /// <param name="classes">The class of each example.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <exception cref="ArgumentException">They are all of one class.</exception>
    public ClassDraws(int[] classes, int seed)
    {
        _seed = seed;
        _members = [.. Enumerable.Range(0, classes.Length).GroupBy(example => classes[example]).OrderBy(group => group.Key).Select(group => group.ToArray())];
        if (_members.Length < 2) throw new ArgumentException($"Examples of two classes are needed; all {classes.Length} are of class {classes[0]}.");
    }

    public (int Left, int Right, bool IsSame) Pair(int epoch, int number)
    {
        var random = SplitMix64.For(_seed, epoch, number);
        bool isSame = random.Below(2) == 0;
        int kind = Kind(ref random), left = (int)random.Below((uint)_members[kind].Length);
        return (_members[kind][left], isSame ? OfSame(kind, left, ref random) : OfOther(kind, ref random), isSame);
    }

    public (int Anchor, int Positive, int Negative) Triplet(int epoch, int number)
    {
        var random = SplitMix64.For(_seed, epoch, number);
        int kind = Kind(ref random), anchor = (int)random.Below((uint)_members[kind].Length);
        return (_members[kind][anchor], OfSame(kind, anchor, ref random), OfOther(kind, ref random));
    }

    private int Kind(ref SplitMix64 random) => (int)random.Below((uint)_members.Length);

    /// <summary>Another of a class; the same one where it is alone.</summary>
    private int OfSame(int kind, int place, ref SplitMix64 random)
    {
        var members = _members[kind];
        return members.Length == 1 ? members[0] : members[(place + 1 + (int)random.Below((uint)members.Length - 1)) % members.Length];
    }

    /// <summary>One of another class, each class as likely.</summary>
    private int OfOther(int kind, ref SplitMix64 random)
    {
        var members = _members[(kind + 1 + (int)random.Below((uint)_members.Length - 1)) % _members.Length];
        return members[random.Below((uint)members.Length)];
    }
}
