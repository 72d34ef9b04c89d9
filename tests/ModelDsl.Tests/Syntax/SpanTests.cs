using System.Globalization;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>A node's span holds its text, no more and no less.</summary>
public sealed class SpanTests
{
    public static TheoryData<string> Texts => new(Samples.All);

    [Theory]
    [MemberData(nameof(Texts))]
    public void a_node_holds_its_children_one_behind_the_other(string text)
    {
        foreach (var node in Nodes.All(Trees.Parse(text).File))
        {
            var end = node.Span.Start;
            foreach (var child in Nodes.Children(node).OrderBy(child => child.Span.Start).ThenBy(child => child.Span.End))
            {
                Assert.True(child.Span.Start >= end && child.Span.End <= node.Span.End, $"{child} in {node}");
                end = child.Span.End;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void no_node_begins_or_ends_with_a_blank(string text)
    {
        foreach (var node in Nodes.All(Trees.Parse(text).File).Where(node => node is not FileSyntax))
        {
            var own = text.Substring(node.Span.Start, node.Span.Length);
            Assert.Equal(own.Trim(), own);
            Assert.True(own.Length > 0 || node is ChainSyntax { Elements.Count: 0 }, node.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void names_and_numbers_are_their_text(string text)
    {
        var source = new SourceText("m.net", text);
        foreach (var node in Nodes.All(Trees.Parse(text).File))
        {
            var own = source[node.Span];
            if (node is Identifier identifier) Assert.Equal(identifier.Text, own);
            if (node is NameExpression name) Assert.Equal(name.Name, own);
            if (node is UseSyntax use) Assert.Equal(use.Path, source[use.PathSpan]);
            if (node is NumberExpression plain) Assert.Equal(plain.Number, double.Parse(own.Replace("_", ""), CultureInfo.InvariantCulture));
            if (node is WordValue word) Assert.Equal(word.Word, own);
            if (node is NumberValue number) Assert.Equal(number.Number, double.Parse(own.Replace("_", ""), CultureInfo.InvariantCulture));
            if (node is DimensionsSyntax sizes) Assert.Equal(string.Join("x", sizes.Sizes), own.Replace("_", ""));
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void the_text_of_a_layer_or_group_is_that_layer_or_group(string text)
    {
        var source = new SourceText("m.net", text);
        foreach (var node in Nodes.All(Trees.Parse(text).File).OfType<ElementSyntax>())
        {
            // The branches of embed(a) - embed(b) have no brackets of their own.
            if (node is BranchSyntax && source[node.Span][0] != '[') continue;

            // In a cell's group layers stand side by side, so the text goes back into a cell.
            var again = Trees.Parse($"table T (A)\n| {source[node.Span]} |");
            Assert.Empty(again.Diagnostics);
            var element = Assert.Single(Assert.Single(Assert.IsType<RowStatement>(again.File.Definitions[0].Body[0]).Cells).Elements);
            Assert.Equal(Printed(node), Printed(element));
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void the_text_of_a_definition_is_that_definition(string text)
    {
        var source = new SourceText("m.net", text);
        foreach (var node in Trees.Parse(text).File.Definitions) Assert.Equal(Print(node), Trees.Of(source[node.Span]));
    }

    private static string Printed(ElementSyntax element)
    {
        var chain = new ChainSyntax(default, new EquatableArray<ElementSyntax>([element]));
        return Print(new ModelSyntax(default, new Identifier(default, "M"), new EquatableArray<StatementSyntax>([new ChainStatement(default, null, chain)])));
    }

    private static string Print(DefinitionSyntax definition) => SyntaxPrinter.Print(new FileSyntax(default, EquatableArray<UseSyntax>.Empty, new EquatableArray<DefinitionSyntax>([definition])));
}
