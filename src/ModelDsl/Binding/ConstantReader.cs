using System.Text.RegularExpressions;
using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The numbers that lines such as <c>n = 3</c> and <c>n = | 3 | 9 |</c> name, in order: a later one may be made of earlier ones.</summary>
internal static class ConstantReader
{
    public static void Read(
        IEnumerable<StatementSyntax> body, NumberScope numbers, int column, int columns, SourceText text, ICollection<Diagnostic> diagnostics)
    {
        // What a line with a syntax error names is not unknown.
        foreach (var broken in body.OfType<BrokenStatement>())
        {
            if (NameOf(text[broken.Span]) is { } name) numbers.DefineWrong(name);
        }

        var own = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var constant in body.OfType<ConstantStatement>())
        {
            var name = constant.Name;
            if (own.TryGetValue(name.Text, out var first)) diagnostics.Add(Catalogue.NameTaken(name.Span, name.Text, text.LineOf(first)));
            else own.Add(name.Text, name.Span);
            if (constant.Values.Count != 1 && constant.Values.Count != columns)
            {
                diagnostics.Add(Catalogue.CellsAndColumns(constant.Span, constant.Values.Count, columns));
                numbers.DefineWrong(name.Text);
                continue;
            }

            var value = constant.Values[constant.Values.Count == 1 ? 0 : column];
            var mistakes = diagnostics.Count;
            if (MeantAsLayer(value, numbers, text) is { } suggestion) diagnostics.Add(Catalogue.UnknownLayer(value.Span, text[value.Span], suggestion));
            else if (new Arithmetic(numbers, diagnostics).Number(value) is { } number) numbers.Define(name.Text, number);
            else if (diagnostics.Count == mistakes) numbers.Define(name.Text, null);
            if (diagnostics.Count > mistakes) numbers.DefineWrong(name.Text);
        }
    }

    /// <summary>The name before the <c>=</c> that a line has first of all; null where it has none.</summary>
    private static string? NameOf(string line) => Regex.Match(line, @"^(\w+)[ \t]*=") is { Success: true, Groups: var groups } ? groups[1].Value : null;

    /// <summary>What <c>code = fcc-400</c> comes close to, which reads as a difference; null for what is no misspelt layer.</summary>
    private static string? MeantAsLayer(ExpressionSyntax value, NumberScope numbers, SourceText text) =>
        value is BinaryExpression { Operator: '-', Left: NameExpression { Name: var word }, Right: NumberExpression } && !numbers.Contains(word) && text[value.Span].All(c => c != ' ' && c != '\t')
            && LayerRegistry.Suggest(word) is { } keyword
            ? keyword + text[value.Span].Substring(word.Length)
            : null;
}
