using System.Text;
using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class CsvFileTests : IDisposable
{
    private const string Flowers = "length,width,kind\n5.1,3.5,setosa\n6.2,2.9,virginica\n4.9,3,setosa\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void numbers_are_inputs_and_words_are_classes()
    {
        var file = Read(Flowers);
        var data = file.Labelled<S2>("kind");

        Assert.Equal(["length", "width", "kind"], file.Columns);
        Assert.Equal(3, file.Count);
        Assert.Equal(["setosa", "virginica"], file.Classes("kind"));
        Assert.Equal([5.1f, 3.5f, 6.2f, 2.9f, 4.9f, 3], data.Inputs());
        Assert.Equal([0, 1, 0], data.Classes());
    }

    [Fact]
    public void a_test_file_takes_the_training_files_classes()
    {
        var train = Read(Flowers);
        var test = Read("length,width,kind\n1,2,virginica\n");

        Assert.Equal([1], test.Labelled<S2>("kind", train.Classes("kind")).Classes());
    }

    [Fact]
    public void a_class_that_is_not_in_the_list_is_an_error_at_its_line_and_column()
    {
        var file = Read(Flowers, name: "flowers.csv");

        var e = Assert.Throws<DataFileException>(() => file.Labelled<S2>("kind", ["setosa", "versicolor"]));
        Assert.Equal($"{file.Path}: line 3, column 3: expected one of the classes 'setosa', 'versicolor', found 'virginica'", e.Message);
        Assert.Equal((3, 3), (e.Line, e.Column));
        Assert.Equal("virginica", Flowers.Substring((int)e.Offset, 9));
    }

    [Fact]
    public void whole_numbers_are_classes_in_the_order_of_their_size()
    {
        var file = Read("1;10\n2;9\n3;-1\n4;10\n", new CsvOptions { Header = false, Separator = ';' });

        Assert.Equal(["1", "2"], file.Columns);
        Assert.Equal(["-1", "9", "10"], file.Classes("2"));
        Assert.Equal([2, 1, 0, 2], file.Labelled<S1>("2").Classes());
    }

    [Fact]
    public void several_columns_may_be_foretold_from_some_others()
    {
        var data = Read("a,b,c,d\n1,2,3,4\n5,6,7,8\n").Regression<S1, S2>(["d", "a"], inputs: ["c"]);

        Assert.Equal([3f, 7], data.Inputs());
        Assert.Equal([4f, 1, 8, 5], data.Numbers());
    }

    [Theory]
    [InlineData("x,y\r\n1,a\r\n2,b\r\n")]
    [InlineData("x,y\n1,a\n2,b")]
    [InlineData("\uFEFFx,y\n\n1,a\n\n2,b\n\n")]
    [InlineData("x , y\n 1,a \n2 , b\n")]
    [InlineData("\"x\",\"y\"\n\"1\",\"a\"\n2,\"b\"\n")]
    public void lines_may_end_either_way_and_fields_have_quotes_or_blanks(string content)
    {
        var file = Read(content);

        Assert.Equal(["x", "y"], file.Columns);
        Assert.Equal([1f, 2], file.Numbers("x"));
        Assert.Equal(["a", "b"], file.Classes("y"));
    }

    [Fact]
    public void a_field_in_quotes_may_hold_separators_lines_and_quotes()
    {
        var file = Read("text,x\n\"a, \"\"b\"\"\nand c\",1\nd,no\n");

        Assert.Equal(["a, \"b\"\nand c", "d"], file.Classes("text"));
        Assert.Equal(4, Assert.Throws<DataFileException>(() => file.Numbers("x")).Line); // the field in quotes has two lines
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x\n", "line 3, column 2: expected a number for 'b', found 'x'")]
    [InlineData("a,b\n1,2\n3,\n", "line 3, column 2: expected a number for 'b', found nothing")]
    [InlineData("a,b\n1,NaN\n", "line 2, column 2: expected a number for 'b', found 'NaN'")]
    [InlineData("a,b\n1,\"\"\n", "line 2, column 2: expected a number for 'b', found nothing")]
    [InlineData("a,b\n1,\"\n", "line 2, column 2: expected a closing quote, found the end of the file")]
    [InlineData("a,b\n1,2,3\n", "line 2, column 3: expected 2 fields, as in the first line, found 3")]
    [InlineData("a,b\n1,2\n\n3\n", "line 4, column 1: expected 2 fields, as in the first line, found 1")]
    [InlineData("a,b\n\"1\"2,3\n", "line 2, column 1: expected a separator or the end of the line behind the closing quote, found '2'")]
    [InlineData("a,a\n1,2\n", "line 1, column 2: expected a name that no other column has, found 'a'")]
    [InlineData("", "at byte 0: expected lines of fields, found none")]
    [InlineData("a,b\n", "at byte 4: expected a line below the names of the columns, found the end of the file")]
    public void what_is_wrong_is_an_error_at_its_line_and_column(string content, string message)
    {
        var e = Assert.Throws<DataFileException>(() => Read(content, name: "bad.csv").Numbers("a", "b"));
        Assert.Equal($"{_folder["bad.csv"]}: {message}", e.Message);
    }

    [Fact]
    public void an_empty_class_is_an_error() =>
        Assert.Equal("a class for 'kind'", Assert.Throws<DataFileException>(() => Read("x,kind\n1,\n").Classes("kind")).Expected);

    [Fact]
    public void a_column_that_is_not_there_is_an_error_that_lists_those_that_are()
    {
        var file = Read(Flowers);
        Assert.Equal($"{file.Path} has no column 'Kind'; it has 'length', 'width', 'kind'.", Assert.Throws<ArgumentException>(() => file.Labelled<S2>("Kind")).Message);
    }

    [Fact]
    public void an_input_of_another_number_of_columns_is_an_error()
    {
        var e = Assert.Throws<ShapeMismatchException>(() => Read(Flowers).Labelled<S3>("kind"));
        Assert.Equal("the columns 'length', 'width': expected [N, 3], given [3, 2]", e.Message);
    }

    [Fact]
    public void a_separator_that_is_none_is_an_error() =>
        Assert.Throws<ArgumentException>(() => Read(Flowers, new CsvOptions { Separator = '"' }));

    [Fact]
    public void more_classes_than_a_byte_can_count_are_told_apart()
    {
        var file = Read("x,y\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},c{i:0000}\n")));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), file.Labelled<S1>("y").Classes());
    }

    private CsvFile Read(string content, CsvOptions? options = null, string name = "table.csv") =>
        CsvFile.Read(_folder.Write(name, Encoding.UTF8.GetBytes(content)), options);
}
