using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class KnownDataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images.idx3-ubyte.gz", "t10k-labels-idx1-ubyte")]
    public void the_four_files_are_found_by_any_of_their_names(params string[] names)
    {
        Write(names[0], Idx.Images(3, 28, 28));
        Write(names[1], Idx.Labels(5, 0, 4));
        Write(names[2], Idx.Images(2, 28, 28));
        Write(names[3], Idx.Labels(7, 2));

        var mnist = Mnist.Load(_folder.Path);
        Assert.Equal("MNIST", mnist.Name);
        Assert.Equal([5, 0, 4], mnist.Train.Labels);
        Assert.Equal([7, 2], mnist.Test.Labels);
        Assert.Equal(3 * 28 * 28, mnist.Train.Pixels.Length);
        Assert.Equal(784 % 256, mnist.Test.Image(1)[0]);
        Assert.Equal("Ankle boot", FashionMnist.Load(_folder.Path).Classes[9]);
    }

    [Fact]
    public void a_missing_file_says_where_it_was_looked_for_and_how_to_get_it()
    {
        var mnist = Assert.Throws<FileNotFoundException>(() => Mnist.Load(_folder.Path));
        Assert.Contains("MNIST: train-images-idx3-ubyte (or .gz) is not in " + _folder.Path, mnist.Message);
        Assert.Contains("./build.sh demo", mnist.Message);

        Write("train-images-idx3-ubyte", Idx.Images(3, 28, 28));
        var fashion = Assert.Throws<FileNotFoundException>(() => FashionMnist.Load(_folder.Path));
        Assert.Contains("Fashion-MNIST: train-labels-idx1-ubyte (or .gz) is not in " + _folder.Path, fashion.Message);
        Assert.Contains("dataset-fashion-mnist", fashion.Message);
    }

    [Fact]
    public void labels_that_are_not_as_many_as_the_images_are_an_error_at_their_count()
    {
        var images = Write("train-images-idx3-ubyte", Idx.Images(3, 28, 28));
        var labels = Write("train-labels-idx1-ubyte", Idx.Labels(5, 0));

        var e = Assert.Throws<DataFileException>(() => Mnist.Load(_folder.Path));
        Assert.Equal($"{labels}: at byte 4: expected 3 labels, one for each image of {images}, found 2", e.Message);
    }

    [Fact]
    public void a_digit_above_nine_is_an_error_at_its_byte()
    {
        Write("train-images-idx3-ubyte", Idx.Images(3, 28, 28));
        Write("train-labels-idx1-ubyte", Idx.Labels(5, 0, 10));

        Assert.Equal(10, Assert.Throws<DataFileException>(() => Mnist.Load(_folder.Path)).Offset);
    }

    private string Write(string name, byte[] content) =>
        _folder.Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? Idx.Gzip(content) : content);
}
