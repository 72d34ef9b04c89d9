namespace ModelDsl.Runtime.Data;

/// <summary>How a CSV file is written.</summary>
public sealed record CsvOptions
{
    /// <summary>The first line names the columns. Without such a line they are called 1, 2, 3, ...</summary>
    public bool Header { get; init; } = true;

    /// <summary>What stands between two fields: a comma, a semicolon, a tab; any character of ASCII but a quote or a line's end.</summary>
    public char Separator { get; init; } = ',';

    /// <exception cref="ArgumentException">The separator is none.</exception>
    internal void Check()
    {
        if (!char.IsAscii(Separator) || Separator is '"' or '\r' or '\n' or '\0')
            throw new ArgumentException($"A separator is a character of ASCII but a quote or a line's end, not U+{(int)Separator:X4}.", nameof(Separator));
    }
}
