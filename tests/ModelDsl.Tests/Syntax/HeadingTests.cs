using ModelDsl.Syntax;

namespace ModelDsl.Tests.Syntax;

public sealed class HeadingTests
{
    [Fact]
    public void a_file_holds_several_models_and_tables() => Assert.Equal(
        """
        model A
          chain
            layer fc, width 10
        table B (C, D-E, 18-layer)
          row
            cell
              layer relu
        model F

        """,
        Trees.Of("""
            model A
            fc-10
            table B (C, D-E, 18-layer)
            | relu |
            model F
            """));

    [Theory]
    [InlineData("model Screws from ResNet-18 until gap", "model Screws from ResNet-18 until gap\n")]
    [InlineData("model Screws FROM Twins Until embed.fc1   # a comment", "model Screws from Twins until embed.fc1\n")]
    [InlineData("model from from until until from", "model from from until until from\n")]
    public void a_model_may_begin_with_the_layers_of_another(string heading, string tree) => Assert.Equal(tree, Trees.Of(heading));

    [Fact]
    public void columns_may_stand_on_lines_of_their_own() =>
        Assert.Equal("table Vgg (A, A-LRN, B)\n", Trees.Of("table Vgg(  # the paper's\n  A,\n  A-LRN\n  , B\n)"));

    [Theory]
    [InlineData("model ResNet-50", "ResNet-50")]
    [InlineData("MODEL lenet", "lenet")]
    [InlineData("model Größe", "Größe")]
    [InlineData("model  _x1\t# a comment", "_x1")]
    [InlineData("model table", "table")]
    public void a_name_reads_as_the_paper_prints_it(string heading, string name) =>
        Assert.Equal(name, Assert.Single(Trees.Parse(heading).File.Definitions).Name.Text);

    [Fact]
    public void a_broken_heading_still_has_its_body_with_a_broken_statement_first()
    {
        var definition = Assert.Single(Trees.Parse("model 5\nfc-10\n").File.Definitions);
        Assert.Equal("", Assert.IsType<ModelSyntax>(definition).Name.Text);
        Assert.IsType<BrokenStatement>(definition.Body[0]);
        Assert.IsType<ChainStatement>(definition.Body[1]);
    }

    [Fact]
    public void a_broken_heading_keeps_the_name_that_can_be_read()
    {
        var table = Assert.IsType<TableSyntax>(Assert.Single(Trees.Parse("table Vgg (A B)\n| relu |\n").File.Definitions));
        Assert.Equal("Vgg", table.Name.Text);
        Assert.Empty(table.Columns);
        Assert.IsType<BrokenStatement>(table.Body[0]);
        Assert.IsType<RowStatement>(table.Body[1]);
    }

    [Fact]
    public void a_misspelt_heading_begins_its_definition_all_the_same()
    {
        var result = Trees.Parse("model A\nfc-1\nmodle B\nfc-2\ntabel C (D)\n| fc-3 |\n");
        Assert.Equal(["A", "B", "C"], result.File.Definitions.Select(d => d.Name.Text));
        Assert.Equal(2, result.Diagnostics.Count);
    }

    [Fact]
    public void statements_above_the_first_heading_form_a_nameless_model()
    {
        var result = Trees.Parse("input 28x28 gray\nfc-10\nmodel A\nfc-1\n");
        Assert.Equal(["", "A"], result.File.Definitions.Select(d => d.Name.Text));
        Assert.Equal("MDL1019", Assert.Single(result.Diagnostics).Code);
        Assert.Equal(3, result.File.Definitions[0].Body.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \n")]
    [InlineData("# only a comment")]
    [InlineData("\uFEFF")]
    public void a_file_of_nothing_defines_nothing(string text) => Assert.Equal("", Trees.Of(text));
}
