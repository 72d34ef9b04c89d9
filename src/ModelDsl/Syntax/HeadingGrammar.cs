using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>The lines that begin a definition or a net.</summary>
internal static class HeadingGrammar
{
    private static readonly EquatableArray<StatementSyntax> NoBody = EquatableArray<StatementSyntax>.Empty;

    private static readonly Parser<BaseSyntax> Base =
        from keyword in Lexemes.WordOf("from", Expectations.None)
        from model in Lexemes.Identifier(Scan.DefinitionName, Expectations.BaseModel)
        from until in Lexemes.WordOf("until", Expectations.Until)
        from layer in Lexemes.Identifier(Scan.LayerName, Expectations.BaseLayer)
        select new BaseSyntax(keyword.To(layer.Span), model, layer);

    private static readonly Parser<DefinitionSyntax> Model =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.ModelName)
        from origin in Base.OrNull()
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new ModelSyntax(keyword.To(origin?.Span ?? name.Span), name, NoBody) { Base = origin };

    private static readonly Parser<DefinitionSyntax> Table =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.TableName)
        from open in Lexemes.Open(Expectations.Columns)
        from columns in Lexemes.Identifier(Scan.ColumnName, Expectations.Column).SeparatedBy(Lexemes.CommaBetweenLines)
        from close in Lexemes.Close(Expectations.ColumnEnd)
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new TableSyntax(keyword.To(close), name, columns.ToEquatableArray(), NoBody);

    private static readonly Parser<ExpressionSyntax> Default = Sequences.Of(
        Lexemes.Sign('=', Expectations.None), ExpressionGrammar.InParentheses, (_, value) => value);

    private static readonly Parser<ParameterSyntax> Parameter = i =>
    {
        var parsed = Sequences.Of(
            Lexemes.Identifier(Scan.ValueName, Expectations.Parameter), Default.OrNull(), (name, value) => (Name: name, Value: value))(i);
        if (!parsed.WasSuccessful) return Result.Failure<ParameterSyntax>(parsed.Remainder, parsed.Message, parsed.Expectations);
        var span = SourceSpan.FromBounds(i.Position, ((LexemeInput)parsed.Remainder).Last.End);
        return Result.Success(new ParameterSyntax(span, parsed.Value.Name, parsed.Value.Value), parsed.Remainder);
    };

    private static readonly Parser<ParametersSyntax> Parameters = Sequences.Of(
        Lexemes.Open(Expectations.None),
        Parameter.SeparatedBy(Lexemes.CommaBetweenLines),
        Lexemes.Close(Expectations.ParameterEnd),
        (open, parameters, close) => new ParametersSyntax(open.To(close), parameters.ToEquatableArray()));

    private static readonly Parser<DefinitionSyntax> Block =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.BlockName)
        from parameters in Parameters.OrNull()
        from end in Lexemes.LineEnd(parameters is null ? Expectations.ParametersOrEnd : Expectations.LineEnd)
        select new BlockSyntax(
            keyword.To(parameters?.Span ?? name.Span), name, parameters?.Parameters ?? EquatableArray<ParameterSyntax>.Empty, NoBody);

    /// <summary><c>net embed</c>, without its body.</summary>
    public static readonly Parser<NetStatement> Net =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.NetName)
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new NetStatement(keyword.To(name.Span), name, NoBody);

    /// <summary><c>use "blocks.net"</c>.</summary>
    public static readonly Parser<UseSyntax> Use =
        from keyword in Lexemes.Keyword
        from path in Lexemes.QuotedPath
        from end in Lexemes.LineEnd(Expectations.LineEnd)
        select new UseSyntax(SourceSpan.FromBounds(keyword.Start, path.Span.End + 1), path.Span, path.Text);

    private static readonly Parser<Identifier> AnyName =
        from keyword in Lexemes.Keyword
        from name in Lexemes.Identifier(Scan.DefinitionName, Expectations.None)
        select name;

    /// <summary>A heading: a definition that has no body yet.</summary>
    public static Parser<DefinitionSyntax> Heading(string keyword) => keyword switch
    {
        "table" => Table,
        Keywords.Block => Block,
        _ => Model,
    };

    /// <summary>What can be saved of a broken heading: its kind and its name, empty where there is none.</summary>
    public static DefinitionSyntax Remains(LexemeInput start, string keyword)
    {
        var identifier = NameOf(start);
        var span = SourceSpan.FromBounds(start.Position, Scan.Word(start.Source, start.Position)).To(identifier.Span);
        return keyword switch
        {
            "table" => new TableSyntax(span, identifier, EquatableArray<Identifier>.Empty, NoBody),
            Keywords.Block => new BlockSyntax(span, identifier, EquatableArray<ParameterSyntax>.Empty, NoBody),
            _ => new ModelSyntax(span, identifier, NoBody),
        };
    }

    /// <summary>The name behind a heading's keyword, empty where there is none.</summary>
    public static Identifier NameOf(LexemeInput start)
    {
        var name = AnyName(start);
        return name.WasSuccessful ? name.Value : new Identifier(new SourceSpan(start.Position, 0), "");
    }

    private sealed record ParametersSyntax(SourceSpan Span, EquatableArray<ParameterSyntax> Parameters);
}
