namespace ModelDsl.Text;

/// <summary>A stretch of a source text: where it starts (characters from the beginning, 0-based) and how long it is.</summary>
public readonly record struct SourceSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static SourceSpan FromBounds(int start, int end) => new(start, Math.Max(0, end - start));

    /// <summary>The smallest span that holds both.</summary>
    public SourceSpan To(SourceSpan other) => FromBounds(Math.Min(Start, other.Start), Math.Max(End, other.End));
}

/// <summary>A place as editors and compilers print it: line and column, both from 1.</summary>
public readonly record struct LinePosition(int Line, int Column);
