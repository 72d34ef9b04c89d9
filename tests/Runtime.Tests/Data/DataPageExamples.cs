using ModelDsl.Runtime.Data;
using F1 = ModelDsl.Runtime.Tests.S1;
using F2 = ModelDsl.Runtime.Tests.S2;
using F3x32x32 = ModelDsl.Runtime.Tests.S3x32x32;
using F784 = ModelDsl.Runtime.Tests.S784;

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

    [DecoderFact]
    public void a_folder_of_images()
    {
        Directory.CreateDirectory(_folder["rose"]);
        _folder.Write("rose/1.png", SmallImages.RgbPng);
        _folder.Write("rose/2.jpg", SmallImages.RgbJpeg[..300]);
        var folder = _folder.Path;

        var flowers = ImageFolder.Open(folder, damaged: DamagedImages.Skip);
        foreach (var damage in flowers.Skipped) Console.WriteLine(damage.Message);
        Dataset<F3x32x32, Labels> data = flowers.As<F3x32x32>(cache: true);

        Assert.Equal(1, data.Count);
    }

    [DecoderFact]
    public void images_in_files()
    {
        var path = _folder.Write("1.jpg", SmallImages.RgbJpeg);
        var (thumbnail, gradient) = (_folder["thumbnail.png"], _folder["gradient.png"]);

        Picture picture = ImageFile.Read(path);
        Picture small = picture.Resize(channels: 1, height: 28, width: 28);
        PngFile.Write(thumbnail, small);
        PngFile.Write(gradient, pixels: [0, 85, 170, 255], height: 1, width: 4);

        Assert.Equal(small.Pixels, ImageFile.Read(thumbnail).Pixels);
        Assert.Equal([0, 85, 170, 255], ImageFile.Read(gradient).Pixels);
    }

    [Fact]
    public void arrays_and_formulas()
    {
        var places = Examples.Floats<F2>([0, 0, 0, 1, 1, 0, 1, 1]);
        var exclusiveOr = new Dataset<F2, Labels>(places, Examples.Labels([0, 1, 1, 0], classes: 2));
        var product = new Dataset<F2, Tensor<F1>>(places, Examples.Floats<F1>([0, 0, 0, 1]));
        var corners = new Dataset<F2, Tensor<F2>>(places, Examples.MultiHot<F2>([[], [0], [1], [0, 1]]));
        var alone = new Dataset<F2>(places);

        Dataset<F2, Labels> spirals = SyntheticData.TwoSpirals<F2>(count: 1000, noise: 0.02, seed: 1);
        Dataset<F1, Tensor<F1>> sine = SyntheticData.Sinusoid<F1, F1>(count: 1000, noise: 0.1, seed: 1);

        Assert.Equal((4, 4, 4, 1000, 1000), (exclusiveOr.Count, product.Count, corners.Count, spirals.Count, sine.Count));
    }

    [Fact]
    public void parts_of_a_data_set()
    {
        byte[] labels = [.. Enumerable.Range(0, 200).Select(i => (byte)(i % 10))];
        var digits = new LabelledImages(new byte[200 * 784], labels, 28, 28, 10).As<F784>();

        var (train, validation) = digits.Split(0.1, seed: 1, stratified: true);
        Dataset<F784, Labels> few = train.PerClass(10, seed: 1);
        Dataset<F784, Labels> seven = train.OfClasses([0, 1, 2, 3, 4, 5, 6]);

        Assert.Equal((180, 20, 100, 126), (train.Count, validation.Count, few.Count, seven.Count));
    }

    [Fact]
    public void pairs_and_triplets()
    {
        var digits = new Dataset<F784, Labels>(Examples.Floats<F784>(new float[200 * 784]), Examples.Labels([.. Enumerable.Range(0, 200).Select(i => i % 10)], classes: 10));

        var (left, right, same) = digits.Pairs<F1>(count: 500, seed: 1);
        var (anchor, positive, negative) = digits.Triplets(count: 500, seed: 1);

        Assert.All([left.Count, right.Count, same.Count, anchor.Count, positive.Count, negative.Count], count => Assert.Equal(500, count));
    }

    [Fact]
    public void images_that_change()
    {
        var images = new LabelledImages(new byte[20 * 3 * 32 * 32], new byte[20], 3, 32, 32, 1, Normalization.None).As<F3x32x32>();

        Dataset<F3x32x32, Labels> changing = images.Augmented(
            seed: 1,
            Augmentation.PadAndCrop(4),
            Augmentation.FlipHorizontally(),
            Augmentation.Rotate(10),
            Augmentation.Colour(brightness: 0.2, contrast: 0.2, saturation: 0.2),
            Augmentation.Noise(0.02),
            Augmentation.Cutout(8));
        using var loader = new DataLoader<F3x32x32, Labels>(changing.OnThreads(2), batchSize: 10, seed: 1);
        foreach (var batch in loader.Epoch(1)) Console.WriteLine($"batch {batch.Index}: {batch.Count} images");

        Assert.Equal(2, loader.Threads);
    }

    [Fact]
    public void normalisation()
    {
        CifarTests.WriteCifar10(_folder);
        var folder = _folder.Path;

        ImageSet set = Cifar10.Load(folder).Normalized();
        var images = set.Train.As<F3x32x32>(seed: 1, Augmentation.PadAndCrop(4), Augmentation.FlipHorizontally());

        var (train, test) = (set.Train.As<F3x32x32>(), set.Test.As<F3x32x32>());

        var normalization = Normalization.Measure(train);
        Dataset<F3x32x32, Labels> learning = train.Augmented(seed: 1, Augmentation.PadAndCrop(4)).Normalized(normalization);
        Dataset<F3x32x32, Labels> testing = test.Normalized(normalization);

        Assert.Equal((10, 10, 2), (images.Count, learning.Count, testing.Count));
    }
}
