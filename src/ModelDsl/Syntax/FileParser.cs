using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>Line by line through a file: the grammar parses each statement, and where one is broken this goes on behind it.</summary>
internal sealed class FileParser
{
    private readonly SourceText _text;
    private readonly CancellationToken _cancellation;
    private readonly List<Diagnostic> _diagnostics = [];
    private LexemeInput _input;

    public FileParser(SourceText text, CancellationToken cancellation)
    {
        _text = text;
        _cancellation = cancellation;
        _input = new LexemeInput(text.Content, Brackets.Find(text.Content));
    }

    public ParseResult Parse()
    {
        var definitions = new List<DefinitionSyntax>();
        while (!_input.AtEnd)
        {
            var heading = HeadingAt(_input, out var suggestion);
            if ((heading is null ? WithoutHeading() : Definition(heading, suggestion)) is { } definition) definitions.Add(definition);
        }

        var file = new FileSyntax(new SourceSpan(0, _text.Content.Length), EquatableArray<UseSyntax>.Empty, definitions.ToEquatableArray());
        return new ParseResult(file, _diagnostics.ToEquatableArray());
    }

    /// <summary>The keyword of a heading here; for a misspelt one in what can be nothing else, the word as it was meant.</summary>
    private static string? HeadingAt(LexemeInput input, out string? suggestion)
    {
        suggestion = null;
        if (Keywords.HeadingAt(input.Source, input.Position) is { } keyword) return keyword;
        var end = Scan.Word(input.Source, input.Position);
        var name = Scan.Blanks(input.Source, end);
        if (end == input.Position || name == end || Keywords.StatementAt(input.Source, input.Position) is not null) return null;
        var behind = Scan.Blanks(input.Source, Scan.DefinitionName(input.Source, name));
        if (behind == name) return null;
        var next = Scan.At(input.Source, behind);
        var candidates = behind >= input.Source.Length || Scan.IsNewline(next) ? ["model"] : next == '(' ? ["table"] : Array.Empty<string>();
        return suggestion = Spelling.Closest(input.Source.Substring(input.Position, end - input.Position).ToLowerInvariant(), candidates);
    }

    private DefinitionSyntax Definition(string keyword, string? suggestion)
    {
        var start = _input;
        var result = HeadingGrammar.Heading(keyword)(start);
        if (suggestion is not null)
        {
            var word = SourceSpan.FromBounds(start.Position, Scan.Word(start.Source, start.Position));
            _diagnostics.Add(Catalogue.UnknownStatement(word, start.Text(word), suggestion));
        }
        else if (!result.WasSuccessful)
        {
            _diagnostics.Add(Explain(result, start));
        }

        DefinitionSyntax heading;
        var body = new List<StatementSyntax>();
        if (result.WasSuccessful)
        {
            heading = result.Value;
            _input = ((LexemeInput)result.Remainder).PastNewlines();
        }
        else
        {
            heading = HeadingGrammar.Remains(start, keyword);
            body.Add(SkipStatement(start, _diagnostics.Last().Span.Start));
        }

        Body(heading is ModelSyntax ? heading.Name.Text : null, body);
        var span = body.Count == 0 ? heading.Span : heading.Span.To(body.Last().Span);
        return heading with { Span = span, Body = body.ToEquatableArray() };
    }

    /// <summary>Statements above the first heading: one mistake, reported once; they are checked all the same.</summary>
    private DefinitionSyntax? WithoutHeading()
    {
        var start = _input;
        var body = new List<StatementSyntax>();
        var later = Keywords.StatementAt(start.Source, start.Position) is { } keyword && Keywords.Later.Contains(keyword);
        Body(model: null, body);
        if (!later)
        {
            var span = SourceSpan.FromBounds(start.Position, Scan.Token(start.Source, start.Position));
            _diagnostics.RemoveAll(d => d.Span.Start < body[0].Span.End);
            _diagnostics.Insert(0, Catalogue.NoHeading(span, start.Text(span)));
        }

        if (body.All(statement => statement is BrokenStatement)) return null;
        body.Insert(0, new BrokenStatement(new SourceSpan(start.Position, 0)));
        var all = SourceSpan.FromBounds(start.Position, body.Last().Span.End);
        var name = new Identifier(new SourceSpan(start.Position, 0), "");
        return body.Any(statement => statement is RowStatement)
            ? new TableSyntax(all, name, EquatableArray<Identifier>.Empty, body.ToEquatableArray())
            : new ModelSyntax(all, name, body.ToEquatableArray());
    }

    /// <summary>The statements up to the next heading.</summary>
    /// <param name="model">The model they belong to, in which there are no columns; null in a table.</param>
    /// <param name="body">Where they go.</param>
    private void Body(string? model, List<StatementSyntax> body)
    {
        var cellsReported = false;
        while (!_input.AtEnd && HeadingAt(_input, out _) is null)
        {
            _cancellation.ThrowIfCancellationRequested();
            var start = _input;
            var result = StatementGrammar.Statement(start);
            if (!result.WasSuccessful)
            {
                _diagnostics.Add(Explain(result, start));
                body.Add(SkipStatement(start, _diagnostics.Last().Span.Start));
                continue;
            }

            _input = ((LexemeInput)result.Remainder).PastNewlines();
            var hasCells = model is not null && HasCells(result.Value);
            body.Add(hasCells ? new BrokenStatement(result.Value.Span) : result.Value);
            if (hasCells && !cellsReported) _diagnostics.Add(Catalogue.CellsOutsideTable(result.Value.Span, model!));
            cellsReported |= hasCells;
        }
    }

    private static bool HasCells(StatementSyntax statement) =>
        statement is RowStatement || (statement is ExpectStatement expect && expect.Expectations.Any(figure => figure.Values.Count > 1));

    private static Diagnostic Explain<T>(IResult<T> failure, LexemeInput start) =>
        Mistakes.Explain((LexemeInput)failure.Remainder, failure.Expectations, start.Position);

    /// <summary>
    /// Goes on behind a broken statement: at the end of the line of the mistake, or of the line where a parenthesis closes that the
    /// statement opened.
    /// </summary>
    private BrokenStatement SkipStatement(LexemeInput start, int mistake)
    {
        var end = EndOfStatement(start.Position, mistake, out var lastToken);
        _input = start.At(Scan.Newlines(start.Source, end));
        if (Keywords.StatementAt(start.Source, start.Position) is "block" or "net")
        {
            // Their bodies are what is indented below them; without the heading it would be read as part of the model.
            var indentation = Indentation(start.Position);
            while (!_input.AtEnd && Indentation(_input.Position) > indentation)
            {
                end = EndOfStatement(_input.Position, _input.Position, out lastToken);
                _input = start.At(Scan.Newlines(start.Source, end));
            }
        }

        return new BrokenStatement(SourceSpan.FromBounds(start.Position, lastToken));
    }

    private int EndOfStatement(int start, int mistake, out int lastToken)
    {
        var text = _text.Content;
        lastToken = start;
        for (var i = start; ; i++)
        {
            i = Scan.Blanks(text, i);
            if (i >= text.Length || (Scan.IsNewline(text[i]) && i >= mistake)) return i;
            if (Scan.IsNewline(text[i])) continue;
            if (_input.Brackets.CloserOf(i) is { } closer) i = closer;
            lastToken = i + 1;
        }
    }

    private int Indentation(int position) => _text.PositionOf(position).Column;
}
