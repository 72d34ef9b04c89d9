using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>The lines that begin a definition.</summary>
internal static class HeadingGrammar
{
    private static readonly EquatableArray<StatementSyntax> NoBody = EquatableArray<StatementSyntax>.Empty;

    private static readonly Parser<DefinitionSyntax> Model =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.ModelName)
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new ModelSyntax(keyword.To(name.Span), name, NoBody);

    private static readonly Parser<DefinitionSyntax> Table =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.TableName)
        from open in Lexemes.Open(Expectations.Columns)
        from columns in Lexemes.Identifier(Scan.ColumnName, Expectations.Column).SeparatedBy(Lexemes.CommaBetweenLines)
        from close in Lexemes.Close(Expectations.ColumnEnd)
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new TableSyntax(keyword.To(close), name, columns.ToEquatableArray(), NoBody);

    private static readonly Parser<Identifier> AnyName =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.None)
        select name;

    /// <summary>A heading: a definition that has no body yet.</summary>
    public static Parser<DefinitionSyntax> Heading(string keyword) => keyword == "table" ? Table : Model;

    /// <summary>What can be saved of a broken heading: its kind and its name, empty where there is none.</summary>
    public static DefinitionSyntax Remains(LexemeInput start, string keyword)
    {
        var name = AnyName(start);
        var identifier = name.WasSuccessful ? name.Value : new Identifier(new SourceSpan(start.Position, 0), "");
        var span = new SourceSpan(start.Position, keyword.Length).To(identifier.Span);
        return keyword == "table"
            ? new TableSyntax(span, identifier, EquatableArray<Identifier>.Empty, NoBody)
            : new ModelSyntax(span, identifier, NoBody);
    }
}
