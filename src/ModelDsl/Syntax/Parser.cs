using ModelDsl.Diagnostics;
using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>A file as a tree, and what is wrong with its text, in the order of the text.</summary>
public sealed record ParseResult(FileSyntax File, EquatableArray<Diagnostic> Diagnostics);

/// <summary>
/// From text to tree. A statement with a mistake gives one diagnostic and a <see cref="BrokenStatement"/>, and the rest is parsed: any text
/// gives a tree. The time it takes grows with the text's length and nothing else.
/// </summary>
public static class Parser
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ParseResult Parse(SourceText text, CancellationToken cancellation = default) => new FileParser(text, cancellation).Parse();
}
