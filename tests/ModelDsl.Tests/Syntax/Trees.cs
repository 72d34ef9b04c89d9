using ModelDsl.Diagnostics;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>Short ways from a text to its tree, which a test compares as the printer writes it.</summary>
internal static class Trees
{
    public static ParseResult Parse(string text) => Parser.Parse(new SourceText("models/m.net", text));

    /// <summary>The printed tree of a text without mistakes.</summary>
    public static string Of(string text)
    {
        var result = Parse(text);
        Assert.Equal([], result.Diagnostics.Select(d => d.Message));
        return SyntaxPrinter.Print(result.File);
    }

    /// <summary>The printed statements of a model's body without mistakes, at the margin.</summary>
    public static string OfBody(string body) => Body(Of("model M\n" + body));

    /// <summary>The same of a table's body.</summary>
    public static string OfTable(string body) => Body(Of("table T (A, B)\n" + body));

    /// <summary>The one layer that is all of a body.</summary>
    public static LayerSyntax Layer(string text) => Assert.IsType<LayerSyntax>(Assert.Single(Chain(text).Chain.Elements));

    /// <summary>The one chain that is all of a body.</summary>
    public static ChainStatement Chain(string text)
    {
        var result = Parse("model M\n" + text);
        Assert.Equal([], result.Diagnostics.Select(d => d.Message));
        return Assert.IsType<ChainStatement>(Assert.Single(Assert.Single(result.File.Definitions).Body));
    }

    /// <summary>The places and codes of a text's mistakes: <c>3,10 MDL1017</c>.</summary>
    public static string[] Mistakes(string text)
    {
        var source = new SourceText("models/m.net", text);
        return Parser.Parse(source).Diagnostics.Select(d => Place(d, source)).ToArray();
    }

    private static string Place(Diagnostic diagnostic, SourceText text)
    {
        var (line, column) = text.PositionOf(diagnostic.Span.Start);
        return $"{line},{column} {diagnostic.Code}";
    }

    private static string Body(string tree) => string.Concat(tree.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line[2..] + "\n"));
}
