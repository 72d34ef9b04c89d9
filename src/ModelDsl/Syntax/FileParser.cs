using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>Definition by definition through a file; <see cref="BodyParser"/> reads what stands in them.</summary>
internal sealed class FileParser
{
    private readonly SourceText _text;
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly BodyParser _bodies;

    public FileParser(SourceText text, CancellationToken cancellation)
    {
        _text = text;
        _bodies = new BodyParser(text, _diagnostics, cancellation);
    }

    public ParseResult Parse()
    {
        var uses = new List<UseSyntax>();
        var definitions = new List<DefinitionSyntax>();
        while (!_bodies.Input.AtEnd)
        {
            if (HeadingAt(_bodies.Input, out var suggestion) is not { } keyword)
            {
                if (WithoutHeading(definitions.LastOrDefault()) is { } nameless) definitions.Add(nameless);
            }
            else if (keyword == Keywords.Use) Use(uses);
            else definitions.Add(Definition(keyword, suggestion));
        }

        var file = new FileSyntax(new SourceSpan(0, _text.Content.Length), uses.ToEquatableArray(), definitions.ToEquatableArray());
        return new ParseResult(file, _diagnostics.ToEquatableArray());
    }

    /// <summary>The keyword of a heading here; for a misspelt one in what can be nothing else, the word as it was meant.</summary>
    internal static string? HeadingAt(LexemeInput input, out string? suggestion)
    {
        suggestion = null;
        if (Keywords.HeadingAt(input.Source, input.Position) is { } keyword) return keyword;
        var end = Scan.Word(input.Source, input.Position);
        var name = Scan.Blanks(input.Source, end);
        if (end == input.Position || name == end || Keywords.StatementAt(input.Source, input.Position) is not null) return null;
        var behind = Scan.Blanks(input.Source, Scan.DefinitionName(input.Source, name));
        if (behind == name) return null;
        var next = Scan.At(input.Source, behind);
        var candidates = behind >= input.Source.Length || Scan.IsNewline(next) ? ["model", Keywords.Block]
            : next == '(' ? ["table", Keywords.Block] : Array.Empty<string>();
        return suggestion = Spelling.Closest(input.Source.Substring(input.Position, end - input.Position).ToLowerInvariant(), candidates);
    }

    private void Use(List<UseSyntax> uses)
    {
        var use = _bodies.Parsed(HeadingGrammar.Use);
        if (use is not null) uses.Add(use);
        else _bodies.SkipStatement();
    }

    private DefinitionSyntax Definition(string keyword, string? suggestion)
    {
        var start = _bodies.Input;
        var heading = suggestion is null ? _bodies.Parsed(HeadingGrammar.Heading(keyword)) : Misspelt(suggestion);
        var body = new List<StatementSyntax>();
        var isReported = heading is null || suggestion is not null;
        if (heading is null)
        {
            heading = HeadingGrammar.Remains(start, keyword);
            body.Add(_bodies.SkipStatement());
        }

        if (keyword == Keywords.Block) BlockBody(heading, isReported, start, body);
        else _bodies.Statements(new BodyOwner(heading is ModelSyntax ? "model" : null, heading.Name.Text), body);
        var span = body.Count == 0 ? heading.Span : heading.Span.To(body[body.Count - 1].Span);
        return heading with { Span = span, Body = body.ToEquatableArray() };
    }

    /// <summary>A heading whose word is reported; what else is wrong with it is not.</summary>
    private DefinitionSyntax? Misspelt(string suggestion)
    {
        var start = _bodies.Input;
        var word = SourceSpan.FromBounds(start.Position, Scan.Word(start.Source, start.Position));
        var heading = HeadingGrammar.Heading(suggestion)(start);
        _diagnostics.Add(Catalogue.UnknownStatement(word, start.Text(word), suggestion));
        if (heading.WasSuccessful) _bodies.GoOnBehind(heading.Remainder);
        else _bodies.MistakeAt(start, ((LexemeInput)heading.Remainder).Position);
        return heading.WasSuccessful ? heading.Value : null;
    }

    /// <summary>The lines indented deeper than a block's heading. Where none are, those up to the next heading are taken for it: that is one mistake.</summary>
    private void BlockBody(DefinitionSyntax heading, bool isReported, LexemeInput start, List<StatementSyntax> body)
    {
        var owner = new BodyOwner(Keywords.Block, heading.Name.Text);
        var before = body.Count;
        _bodies.Statements(owner, body, start.Indentation);
        if (body.Count > before) return;
        if (!isReported)
        {
            _diagnostics.Add(Catalogue.NoBody(heading.Span, Keywords.Block, heading.Name.Text));
            body.Add(new BrokenStatement(new SourceSpan(heading.Span.End, 0)));
        }

        _bodies.Statements(owner, body);
    }

    /// <summary>Statements below no heading: one mistake, reported once; they are checked all the same.</summary>
    private DefinitionSyntax? WithoutHeading(DefinitionSyntax? before)
    {
        var start = _bodies.Input;
        var body = new List<StatementSyntax>();
        var earlier = _diagnostics.Count;
        _bodies.Statements(new BodyOwner(null, ""), body);
        var span = SourceSpan.FromBounds(start.Position, Scan.Token(start.Source, start.Position));
        var first = body[0].Span.End;
        _diagnostics.RemoveRange(earlier, _diagnostics.Skip(earlier).TakeWhile(d => d.Span.Start < first).Count());
        _diagnostics.Insert(earlier, before is null
            ? Catalogue.NoHeading(span, start.Text(span))
            : Catalogue.BelowNoHeading(span, start.Text(span), (before as BlockSyntax)?.Name.Text));
        if (body.All(statement => statement is BrokenStatement)) return null;
        body.Insert(0, new BrokenStatement(new SourceSpan(start.Position, 0)));
        var all = SourceSpan.FromBounds(start.Position, body[body.Count - 1].Span.End);
        var name = new Identifier(new SourceSpan(start.Position, 0), "");
        return body.Any(statement => statement is RowStatement)
            ? new TableSyntax(all, name, EquatableArray<Identifier>.Empty, body.ToEquatableArray())
            : new ModelSyntax(all, name, body.ToEquatableArray());
    }
}
