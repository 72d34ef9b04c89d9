namespace Experiments;

/// <summary>The page of the documentation that holds the table of reports between two marks.</summary>
internal static class ExperimentsPage
{
    private const string Begin = "<!-- table -->\n", End = "<!-- end of table -->";

    /// <exception cref="IOException">The file has no such marks.</exception>
    public static void Write(string path, IEnumerable<Report> reports)
    {
        var text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new IOException($"{path}: there is no place for the table, between '{Begin.Trim()}' and '{End}'");
        File.WriteAllText(path, text[..(begin + Begin.Length)] + Report.Table(reports) + text[end..]);
    }
}
