using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>What a body belongs to, which decides whether it may have cells.</summary>
/// <param name="kind"><c>model</c> or <c>block</c>, in which there are no columns; null in a table.</param>
/// <param name="name">Its name.</param>
internal sealed class BodyOwner(string? kind, string name)
{
    public string? Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>Whether its cells have been reported: the mistake is one, the missing table.</summary>
    public bool CellsReported { get; set; }
}

/// <summary>Line by line through bodies: the grammar parses each statement, and where one is broken this goes on behind it.</summary>
internal sealed class BodyParser(SourceText text, List<Diagnostic> diagnostics, CancellationToken cancellation)
{
    private int _nets;
    private (LexemeInput Start, int Mistake) _broken;

    /// <summary>How far parsing has come.</summary>
    public LexemeInput Input { get; private set; } = new(text.Content, Brackets.Find(text.Content));

    /// <summary>The statements up to the next heading or, with an indentation, up to the next line that is indented no deeper.</summary>
    public void Statements(BodyOwner owner, List<StatementSyntax> body, int indentation = -1)
    {
        var around = Input.Margin;
        Input = Input.Within(indentation);
        while (!Input.AtEnd && FileParser.HeadingAt(Input, out _) is null && Input.Indentation > indentation)
        {
            cancellation.ThrowIfCancellationRequested();
            body.Add(Keywords.StatementAt(Input.Source, Input.Position) == Keywords.Net && !Lexemes.NameBeforeEquals(Input).WasSuccessful
                ? Net(owner)
                : Statement(owner));
        }

        Input = Input.Within(around);
    }

    /// <summary>What a parser gives here, after which this goes on at the next line; null, with the mistake reported, where it fails.</summary>
    public T? Parsed<T>(Parser<T> parser)
        where T : SyntaxNode
    {
        var result = parser(Input);
        if (result.WasSuccessful)
        {
            GoOnBehind(result.Remainder);
            return result.Value;
        }

        var mistake = Mistakes.Explain((LexemeInput)result.Remainder, result.Expectations, Input.Position);
        diagnostics.Add(mistake);
        MistakeAt(Input, mistake.Span.Start);
        return null;
    }

    public void GoOnBehind(IInput statement) => Input = ((LexemeInput)statement).PastNewlines();

    /// <summary>Keeps where a statement is broken, for <see cref="SkipStatement"/>.</summary>
    public void MistakeAt(LexemeInput start, int mistake) => _broken = (start, mistake);

    /// <summary>
    /// Goes on behind the broken statement: at the end of the line of the mistake, or of the line where a bracket closes that the
    /// statement opened.
    /// </summary>
    public BrokenStatement SkipStatement()
    {
        var (start, mistake) = _broken;
        var end = EndOfStatement(start.Position, mistake, out var lastToken);
        Input = start.At(Scan.Newlines(start.Source, end));
        if (IsOpenBracketAtEnd(mistake, lastToken)) lastToken = SkipIndented(start.Indentation, lastToken);
        return new BrokenStatement(SourceSpan.FromBounds(start.Position, lastToken));
    }

    /// <summary>A bracket that is never closed and ends its line: the lines indented below it were meant to stand in it.</summary>
    private bool IsOpenBracketAtEnd(int mistake, int lastToken) =>
        mistake == lastToken - 1 && text.Content[mistake] is '(' or '[' && Input.Brackets.CloserOf(mistake) is null;

    /// <summary>Skips the lines that are indented deeper, and returns where the last of them ends.</summary>
    private int SkipIndented(int indentation, int end)
    {
        while (!Input.AtEnd && Input.Indentation > indentation && FileParser.HeadingAt(Input, out _) is null)
        {
            var lineEnd = EndOfStatement(Input.Position, Input.Position, out end);
            Input = Input.At(Scan.Newlines(Input.Source, lineEnd));
        }

        return end;
    }

    private StatementSyntax Statement(BodyOwner owner)
    {
        if (Parsed(StatementGrammar.Statement) is not { } statement) return SkipStatement();
        if (owner.Kind is null || !HasCells(statement)) return statement;
        if (!owner.CellsReported) diagnostics.Add(Catalogue.CellsOutsideTable(statement.Span, owner.Kind, owner.Name));
        owner.CellsReported = true;
        return new BrokenStatement(statement.Span);
    }

    /// <summary>A net and the lines indented deeper than its heading. Without a heading that can be read, or without lines, its body begins with a broken statement.</summary>
    private StatementSyntax Net(BodyOwner owner)
    {
        var start = Input;
        var body = new List<StatementSyntax>();
        var net = Parsed(HeadingGrammar.Net);
        if (net is null)
        {
            var broken = SkipStatement();
            net = new NetStatement(broken.Span, HeadingGrammar.NameOf(start), EquatableArray<StatementSyntax>.Empty);
            body.Add(broken);
        }

        if (++_nets > Brackets.MaximalDepth)
        {
            if (body.Count == 0) diagnostics.Add(Catalogue.NestedTooDeep(net.Span, Brackets.MaximalDepth));
            SkipIndented(start.Indentation, start.Position);
            body.Add(new BrokenStatement(net.Span));
        }
        else Statements(owner, body, start.Indentation);

        _nets--;
        if (body.Count == 0)
        {
            diagnostics.Add(Catalogue.NoBody(net.Span, Keywords.Net, net.Name.Text));
            body.Add(new BrokenStatement(new SourceSpan(net.Span.End, 0)));
        }

        return net with { Span = net.Span.To(body[body.Count - 1].Span), Body = body.ToEquatableArray() };
    }

    private static bool HasCells(StatementSyntax statement) => statement switch
    {
        RowStatement => true,
        ExpectStatement expect => expect.Expectations.Any(figure => figure.Values.Count > 1),
        ConstantStatement constant => constant.Values.Count > 1,
        _ => false,
    };

    private int EndOfStatement(int start, int mistake, out int lastToken)
    {
        lastToken = start;
        for (var i = start; ; i++)
        {
            i = Scan.Blanks(text.Content, i);
            if (i >= text.Content.Length || (Scan.IsNewline(text.Content[i]) && i >= mistake)) return i;
            if (Scan.IsNewline(text.Content[i])) continue;
            if (Input.Brackets.CloserOf(i) is { } closer) i = closer;
            lastToken = i + 1;
        }
    }
}
