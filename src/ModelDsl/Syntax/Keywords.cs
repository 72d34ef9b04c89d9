namespace ModelDsl.Syntax;

/// <summary>
/// The words that begin a line of their own kind. They mean that only at a line's beginning, in any case, and not before <c>-></c>: the
/// value <c>input</c> may begin a chain. They name no values, so that <c>input = 28x28</c> is an error and not a surprise.
/// </summary>
internal static class Keywords
{
    public const string Block = "block";

    public const string Net = "net";

    public const string Use = "use";

    private const string Output = "output";

    /// <summary>What begins a definition.</summary>
    public static readonly string[] Headings = ["model", "table", Block];

    public static readonly string[] Statements = ["input", "activation", "defaults", "precision", "loss", "expect", Output, Net];

    private static readonly string[] Colours = ["rgb", "gray", "grey"];

    private static readonly string[] OfFiles = [.. Headings, Use];

    /// <summary>The keyword of a definition or of <c>use</c> at a position, or null.</summary>
    public static string? HeadingAt(string text, int position) =>
        Find(OfFiles, text, position) is { } keyword && !Follows(text, position, "=") && (keyword is "model" or "table" || BeginsStatement(keyword, text, position)) ? keyword : null;

    /// <summary>The keyword that begins a statement or a heading at a position, or null.</summary>
    public static string? StatementAt(string text, int position) =>
        (Find(Statements, text, position) ?? Find(OfFiles, text, position)) is { } keyword && BeginsStatement(keyword, text, position) ? keyword : null;

    /// <summary>The same where a figure may stand, which may be called <c>output</c>.</summary>
    public static string? StatementBesidesFigureAt(string text, int position) =>
        StatementAt(text, position) is { } keyword && (keyword != Output || Scan.IsNameStart(Scan.At(text, After(text, position)))) ? keyword : null;

    /// <summary>Whether a heading with its name stands here; <c>model 512</c>, an option on a line of its own, is none.</summary>
    public static bool HeadingWithNameAt(string text, int position) =>
        Find(Headings, text, position) is not null && Scan.IsNameStart(Scan.At(text, After(text, position)));

    /// <summary>Whether a word says what an image's channels are.</summary>
    public static bool IsColour(string word) => Colours.Contains(word, StringComparer.OrdinalIgnoreCase);

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

    /// <summary>Not before an arrow; and what takes a name does not with a layer's parentheses, <c>block(3)</c>.</summary>
    private static bool BeginsStatement(string keyword, string text, int position) =>
        !Follows(text, position, "->") && (keyword is not (Output or Net or Block) || Scan.At(text, position + keyword.Length) != '(');

    private static bool Follows(string text, int position, string symbol) =>
        string.CompareOrdinal(text, After(text, position), symbol, 0, symbol.Length) == 0;
}
