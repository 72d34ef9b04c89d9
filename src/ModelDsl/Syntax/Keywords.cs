namespace ModelDsl.Syntax;

/// <summary>
/// The words that begin a line of their own kind. They mean that only at a line's beginning, in any case, and not before <c>-></c>: the
/// value <c>input</c> may begin a chain. They name no values, so that <c>input = 28x28</c> is an error and not a surprise.
/// </summary>
internal static class Keywords
{
    public static readonly string[] Headings = ["model", "table"];

    public static readonly string[] Statements = ["input", "activation", "defaults", "loss", "expect"];

    /// <summary>Kept for what the language will have, so that no file of today breaks then.</summary>
    public static readonly string[] Later = ["block", "net", "use", "output"];

    /// <summary>Layers that take what is not written as options are, and will come with it.</summary>
    public static bool IsLaterLayer(string word) => word.Equals("residual", StringComparison.OrdinalIgnoreCase);

    /// <summary>The heading's keyword at a position, or null.</summary>
    public static string? HeadingAt(string text, int position) =>
        Find(Headings, text, position) is { } keyword && !Follows(text, position, "=") ? keyword : null;

    /// <summary>The keyword of today's language that begins a statement or a heading at a position, or null.</summary>
    public static string? PresentAt(string text, int position) =>
        (Find(Statements, text, position) ?? Find(Headings, text, position)) is { } keyword && !Follows(text, position, "->") ? keyword : null;

    /// <summary>The keyword that begins a statement at a position, or null.</summary>
    public static string? StatementAt(string text, int position)
    {
        if (PresentAt(text, position) is { } keyword) return keyword;
        var begins = Follows(text, position, "=") || BeginsOperand(text, After(text, position));
        return begins ? Find(Later, text, position) : null;
    }

    /// <summary>Whether a heading with its name stands here; <c>model 512</c>, an option on a line of its own, is none.</summary>
    public static bool HeadingWithNameAt(string text, int position) =>
        Find(Headings, text, position) is not null && Scan.IsNameStart(Scan.At(text, After(text, position)));

    private static string? Find(string[] keywords, string text, int position)
    {
        var end = Scan.Word(text, position);
        var length = end - position;
        if (length == 0) return null;
        foreach (var keyword in keywords)
        {
            if (keyword.Length != length) continue;
            if (string.Compare(text, position, keyword, 0, length, StringComparison.OrdinalIgnoreCase) == 0) return keyword;
        }

        return null;
    }

    private static int After(string text, int position) => Scan.Blanks(text, Scan.Word(text, position));

    private static bool Follows(string text, int position, string symbol) =>
        string.CompareOrdinal(text, After(text, position), symbol, 0, symbol.Length) == 0;

    private static bool BeginsOperand(string text, int position) => Scan.At(text, position) is var c && (Scan.IsNamePart(c) || c == '"');
}
