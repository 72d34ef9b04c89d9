using System.Text;

namespace VerifyTests;

/// <summary>A line difference as people read one: '-' expected, '+' received, a few lines of context, lines that are alike left out.</summary>
internal static class LineDifference
{
    private const int Context = 3;

    public static string Between(string expected, string received)
    {
        var left = expected.Split('\n');
        var right = received.Split('\n');
        var start = 0;
        while (start < left.Length && start < right.Length && left[start] == right[start]) start++;
        var end = 0;
        while (end < left.Length - start && end < right.Length - start && left[^(end + 1)] == right[^(end + 1)]) end++;

        var lines = new StringBuilder();
        lines.Append("@@ line ").Append(start + 1).Append(" @@\n");
        for (var i = Math.Max(0, start - Context); i < start; i++) Append(lines, ' ', left[i]);
        AppendMiddle(lines, left[start..^end], right[start..^end]);
        for (var i = left.Length - end; i < Math.Min(left.Length, left.Length - end + Context); i++) Append(lines, ' ', left[i]);
        return lines.ToString();
    }

    /// <summary>The longest common subsequence decides which lines stay; snapshots are small enough for the quadratic table.</summary>
    private static void AppendMiddle(StringBuilder lines, string[] left, string[] right)
    {
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        int l = 0, r = 0;
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && r < right.Length && left[l] == right[r])
            {
                Append(lines, ' ', left[l++]);
                r++;
            }
            else if (r == right.Length || (l < left.Length && common[l + 1, r] >= common[l, r + 1])) Append(lines, '-', left[l++]);
            else Append(lines, '+', right[r++]);
        }
    }

    private static void Append(StringBuilder lines, char mark, string line) => lines.Append(mark).Append(line).Append('\n');
}
