using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>A data file that does not hold what it should: says where in which file, what was expected there and what was found.</summary>
public sealed class DataFileException : IOException
{
    /// <param name="path">The file.</param>
    /// <param name="offset">The byte where it goes wrong, counted from 0; in a compressed file, a byte of the unpacked data.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="innerException">The failure beneath, if there was one.</param>
    public DataFileException(string path, long offset, string expected, string found, Exception? innerException = null)
        : base(Invariant($"{path}: at byte {offset}: expected {expected}, found {found}"), innerException)
    {
        Path = path;
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>In a file or folder as a whole.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="found">What is there.</param>
    public DataFileException(string path, string expected, string found)
        : base(Invariant($"{path}: expected {expected}, found {found}"))
    {
        Path = path;
        Expected = expected;
        Found = found;
    }

    /// <summary>In a file of lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line where it goes wrong, counted from 1.</param>
    /// <param name="column">The field of that line, counted from 1.</param>
    /// <param name="offset">The byte where the field begins, counted from 0.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="found">What is there.</param>
    public DataFileException(string path, int line, int column, long offset, string expected, string found)
        : base(Invariant($"{path}: line {line}, column {column}: expected {expected}, found {found}"))
    {
        Path = path;
        Line = line;
        Column = column;
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The byte where the file goes wrong, counted from 0; in a compressed file, a byte of the unpacked data. 0 where nobody knows.</summary>
    public long Offset { get; }

    /// <summary>In a file of lines, the line where it goes wrong, counted from 1.</summary>
    public int? Line { get; }

    /// <summary>In a file of lines, the field of the line, counted from 1.</summary>
    public int? Column { get; }

    /// <summary>What should have been there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
