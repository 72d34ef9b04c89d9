using ModelDsl.Diagnostics;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The numbers that lines such as <c>n = 3</c> and <c>n = | 3 | 9 |</c> name, in order: a later one may be made of earlier ones.</summary>
internal static class ConstantReader
{
    public static void Read(
        IEnumerable<StatementSyntax> body, NumberScope numbers, int column, int columns, SourceText text, ICollection<Diagnostic> diagnostics)
    {
        var own = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var constant in body.OfType<ConstantStatement>())
        {
            var name = constant.Name;
            if (own.TryGetValue(name.Text, out var first)) diagnostics.Add(Catalogue.NameTaken(name.Span, name.Text, text.LineOf(first)));
            else own.Add(name.Text, name.Span);
            if (constant.Values.Count != 1 && constant.Values.Count != columns)
            {
                diagnostics.Add(Catalogue.CellsAndColumns(constant.Span, constant.Values.Count, columns));
                numbers.Define(name.Text, null);
                continue;
            }

            numbers.Define(name.Text, new Arithmetic(numbers, diagnostics).Number(constant.Values[constant.Values.Count == 1 ? 0 : column]));
        }
    }
}
