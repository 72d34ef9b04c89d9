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

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The byte where the file goes wrong, counted from 0; in a compressed file, a byte of the unpacked data.</summary>
    public long Offset { get; }

    /// <summary>What should have been there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
