namespace Experiments;

/// <summary>The page of the documentation that holds a table of reports between two marks, with rows for each experiment.</summary>
internal static class ExperimentsPage
{
    private const string Begin = "<!-- table -->\n", End = "<!-- end of table -->";
    private const string Head = "| experiment | what is learned | result | floor | seconds |\n| --- | --- | --- | --- | ---: |\n";

    /// <summary>Puts the reports into the table. Experiments without one, or with that of a short run, keep the rows they have.</summary>
    /// <exception cref="IOException">The file has no such marks.</exception>
    public static void Write(string path, IEnumerable<Report> reports)
    {
        var text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new IOException($"{path}: there is no place for the table, between '{Begin.Trim()}' and '{End}'");
        begin += Begin.Length;
        var rows = RowsOf(text[begin..end]);
        foreach (var report in reports.Where(report => !report.IsShort)) rows[report.Name] = report.Rows();
        File.WriteAllText(path, text[..begin] + Head + string.Concat(rows.Values) + text[end..]);
    }

    /// <summary>By the experiment's name, which only the first row of each has.</summary>
    private static SortedDictionary<string, string> RowsOf(string table)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2))
        {
            if (line.Split('|') is [_, var first, ..] && first.Trim().Length > 0) name = first.Trim();
            rows[name] = rows.GetValueOrDefault(name) + line + "\n";
        }

        return rows;
    }
}
