using ModelDsl.Syntax;

namespace ModelDsl.Tests.Syntax;

public sealed class RowTests
{
    [Fact]
    public void layers_in_a_cell_need_no_arrows() => Assert.Equal(
        """
        row
          cell
            layer conv, kernel 3, width 64 x2
            layer LRN
          cell
            layer conv, kernel 3, width 64
            layer bn
            layer relu

        """,
        Trees.OfTable("| conv3-64 x2 LRN | conv3-64 -> bn relu |"));

    [Fact]
    public void a_group_in_a_cell_may_be_repeated() => Assert.Equal(
        """
        row
          cell
            layer conv, kernel 1, width 8
            group x3
              layer conv, kernel 3, width 64
              layer bn
          cell
            layer relu

        """,
        Trees.OfTable("| conv1-8 (conv3-64 bn) x3 |relu|"));

    [Fact]
    public void an_empty_cell_is_an_empty_chain()
    {
        var row = Row("| | relu ||");
        Assert.Equal([0, 1, 0], row.Cells.Select(cell => cell.Elements.Count));
    }

    [Theory]
    [InlineData("| FC-4096 dropout |", 1)]
    [InlineData("|a|b|c|", 3)]
    [InlineData("\t| a | b |  # a comment | of | bars", 2)]
    public void bars_count_the_cells(string row, int cells) => Assert.Equal(cells, Row(row).Cells.Count);

    [Fact]
    public void a_line_without_bars_in_a_table_is_a_chain() => Assert.Equal("chain\n  layer bn\n  layer relu\n", Trees.OfTable("bn -> relu"));

    private static RowStatement Row(string text) => Assert.IsType<RowStatement>(Trees.Parse("table T (A, B)\n" + text).File.Definitions[0].Body[0]);
}
