using ModelDsl.Runtime.Data;
using F1 = ModelDsl.Runtime.Tests.S1;
using F2 = ModelDsl.Runtime.Tests.S2;
using F3x32x32 = ModelDsl.Runtime.Tests.S3x32x32;

namespace ModelDsl.Runtime.Tests.Data;

/// <summary>The examples of docs/data.md, on small files.</summary>
public sealed class DataPageExamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void images_that_are_published_as_data_sets()
    {
        CifarTests.WriteCifar10(_folder);
        var folder = _folder.Path;

        var cifar = Cifar10.Load(folder);
        Dataset<F3x32x32, Labels> train = cifar.Train.As<F3x32x32>();
        Console.WriteLine($"{train.Count} images of {cifar.Classes.Count} kinds, the first one a {cifar.Classes[cifar.Train.Labels[0]]}");

        Assert.Equal(10, train.Count);
    }

    [Fact]
    public void tables()
    {
        var path = _folder.Write("flowers.csv", "length;width;kind\n5.1;3.5;setosa\n6.2;2.9;virginica\n"u8.ToArray());

        var flowers = CsvFile.Read(path, new CsvOptions { Separator = ';' });
        var classes = flowers.Classes("kind");
        Dataset<F2, Labels> byKind = flowers.Labelled<F2>("kind", classes, inputs: ["length", "width"]);
        Dataset<F1, Tensor<F1>> widths = flowers.Regression<F1, F1>(targets: ["width"], inputs: ["length"]);

        Assert.Equal(2, byKind.Count);
        Assert.Equal(2, widths.Count);
    }

    [Fact]
    public void the_error_of_a_table()
    {
        var path = _folder.Write("flowers.csv", "length,width,kind\n5.1,3.5,setosa\n6.2,wide,virginica\n"u8.ToArray());
        var error = Assert.Throws<DataFileException>(() => CsvFile.Read(path).Labelled<F2>("kind")).Message;
        Assert.Contains($"\n{error.Replace(path, "flowers.csv", StringComparison.Ordinal)}\n", DataPageTests.Page, StringComparison.Ordinal);
    }
}
