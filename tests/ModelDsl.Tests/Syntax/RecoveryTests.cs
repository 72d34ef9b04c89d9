using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Tests.Syntax;

/// <summary>One mistake, one error, and all the rest parsed.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public void a_broken_line_costs_only_itself()
    {
        var body = Trees.Parse("model M\ninput 28x28 gray\nconv3-64 bn\nfc-10\n").File.Definitions[0].Body;
        Assert.Equal([typeof(InputStatement), typeof(BrokenStatement), typeof(ChainStatement)], body.Select(s => s.GetType()));
    }

    [Fact]
    public void a_broken_statement_spans_its_text_without_comment()
    {
        var text = new SourceText("m.net", "model M\n  conv3-64 bn x2  # why\nfc-10");
        Assert.Equal("conv3-64 bn x2", text[Parser.Parse(text).File.Definitions[0].Body[0].Span]);
    }

    [Fact]
    public void a_mistake_in_parentheses_of_several_lines_costs_all_of_them() =>
        Assert.Equal(["3,9 MDL1025", "6,6 MDL1017"], Trees.Mistakes("model M\nlrn(5,\n  alpha = 1e-4,\n  k 2)\nbn\nrelu tanh"));

    [Fact]
    public void a_parenthesis_never_closed_costs_only_its_line() =>
        Assert.Equal(["2,9 MDL1011", "3,4 MDL1017", "4,4 MDL1017"], Trees.Mistakes("model M\nconv3-64(pad 2\nbn relu\nbn tanh"));

    [Fact]
    public void a_parenthesis_is_not_closed_behind_the_next_heading() =>
        Assert.Equal(["2,1 MDL1011", "4,3 MDL1012"], Trees.Mistakes("model M\n(bn\nmodel N\nbn)"));

    [Fact]
    public void an_option_named_like_a_heading_does_not_end_the_parentheses() =>
        Assert.Empty(Trees.Mistakes("model M\nattention(\n  heads 8,\n  model 512)"));

    [Fact]
    public void a_mistake_behind_an_arrow_at_a_lines_end_is_told_where_it_is() =>
        Assert.Equal(["3,3 MDL1001", "4,4 MDL1017"], Trees.Mistakes("model M\nbn ->\n  5 -> relu\nbn relu"));

    [Fact]
    public void mistakes_come_in_the_order_of_the_text()
    {
        var result = Trees.Parse("fc-1 fc-2\nbn relu\nmodel\nbn relu\nmodel N\nx = = y\n)");
        Assert.Equal(6, result.Diagnostics.Count);
        Assert.Equal(result.Diagnostics.Select(d => d.Span.Start).Order(), result.Diagnostics.Select(d => d.Span.Start));
    }

    [Fact]
    public void a_broken_heading_of_a_block_keeps_its_indented_body()
    {
        var result = Trees.Parse("block b(n,)\n    conv3-n -> bn\n\n    relu\nmodel M\nfc-10");
        Assert.Equal("MDL1001", Assert.Single(result.Diagnostics).Code);
        Assert.Equal(["b", "M"], result.File.Definitions.Select(d => d.Name.Text));
        Assert.Equal([typeof(BrokenStatement), typeof(ChainStatement), typeof(ChainStatement)], result.File.Definitions[0].Body.Select(s => s.GetType()));
    }

    [Fact]
    public void a_cancelled_parse_stops() =>
        Assert.Throws<OperationCanceledException>(() => Parser.Parse(new SourceText("m.net", "model M\nfc-10"), new CancellationToken(canceled: true)));
}
