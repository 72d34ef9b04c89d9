using ModelDsl.Syntax;

namespace ModelDsl.Tests.Syntax;

/// <summary>The language's own examples, as printed.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Texts => new(Samples.All);

    [Theory]
    [MemberData(nameof(Texts))]
    public void every_example_parses(string text) => Assert.Empty(Trees.Parse(text).Diagnostics);

    [Theory]
    [InlineData(Samples.Vgg)]
    [InlineData(Samples.Vgg16)]
    [InlineData(Samples.LeNet5)]
    [InlineData(Samples.Sinusoid)]
    public void the_first_examples_compile_as_printed(string text)
    {
        var source = new Text.SourceText("models/my.net", text);
        Assert.Empty(Compiler.Compile(source, new CompilerOptions("Models", source.Path)).Diagnostics);
    }

    [Fact]
    public void the_vgg_table_has_the_columns_and_depths_of_the_paper()
    {
        var table = Assert.IsType<TableSyntax>(Assert.Single(Trees.Parse(Samples.Vgg).File.Definitions));
        Assert.Equal(["A", "A-LRN", "B", "C", "D", "E"], table.Columns.Select(column => column.Text));
        var depths = table.Columns.Select((_, column) => table.Body.OfType<RowStatement>()
            .SelectMany(row => (row.Cells.Count == 1 ? row.Cells[0] : row.Cells[column]).Elements)
            .Cast<LayerSyntax>().Count(layer => layer.Width is not null));
        Assert.Equal([11, 11, 13, 16, 16, 19], depths);
    }

    [Fact]
    public void lenet_reads_as_its_line_says() => Assert.Equal(
        """
        model LeNet5
          input 28x28 gray
          chain
            layer conv, kernel 5, width 6
            layer maxpool
            layer conv, kernel 5, width 16
              option valid
            layer maxpool
            layer fc, width 120
            layer fc, width 84
            layer fc, width 10
            layer softmax

        """,
        Trees.Of(Samples.LeNet5));
}
