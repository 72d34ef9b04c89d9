namespace ModelDsl.Layers;

/// <summary>Did you mean: the nearest known word by Damerau-Levenshtein distance (a swap of neighbours counts as one slip).</summary>
public static class Spelling
{
    /// <summary>The closest candidate within a third of the word's length (at least one slip), the first of equals, else one that the word begins or that begins the word; or null.</summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, (word.Length + 1) / 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word, candidate);
            if (distance > limit || distance >= candidate.Length) continue;
            best = candidate;
            limit = distance - 1;
            if (limit < 0) break;
        }

        return best ?? candidates.FirstOrDefault(c => Begins(word, c) || Begins(c, word));
    }

    /// <summary>A word that is the beginning of the other, as pad of padding; two letters say too little.</summary>
    private static bool Begins(string longer, string shorter) => shorter.Length > 2 && longer.StartsWith(shorter, StringComparison.Ordinal);

    public static int Distance(string a, string b)
    {
        var beforePrevious = new int[b.Length + 1];
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[b.Length];
    }
}
