using ModelDsl.Runtime.Data;
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
}
