using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DecoderFact]
    public void each_sub_folder_is_a_class_whatever_the_files_are()
    {
        Write("tulip/spring/a.JPG", SmallImages.RgbJpeg);
        Write("rose/b.png", SmallImages.RgbPng);
        Write("rose/a.jpeg", SmallImages.GreyJpeg);
        Write("rose/notes.txt", [1]);
        var folder = ImageFolder.Open(_folder.Path);

        Assert.Equal(["rose", "tulip"], folder.Classes);
        Assert.Equal(["rose/a.jpeg", "rose/b.png", "tulip/spring/a.JPG"], folder.Files.Select(file => Path.GetRelativePath(_folder.Path, file)));
        Assert.Equal([0, 0, 1], folder.Labels);
        Assert.Equal(3, folder.As<S3x2x2>().Count);
    }

    [DecoderTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void an_image_is_resized_to_the_input_and_goes_from_0_to_1(bool cache)
    {
        Write("a/1.png", SmallImages.RgbPng);
        Write("a/2.png", SmallImages.GreyPng);
        var expected = new[] { SmallImages.GreyPng, SmallImages.RgbPng, SmallImages.GreyPng }
            .SelectMany(file => ImageFile.Read(_folder.Write("image", file)).Resize(3, 2, 2).Pixels).Select(value => value / 255f);
        var inputs = ImageFolder.Open(_folder.Path).As<S3x2x2>(cache).Inputs;
        using var batch = inputs.CreateBatch(3);

        for (int time = 0; time < 2; time++)
        {
            inputs.Read([1, 0, 1], batch);
            Assert.Equal(expected, batch.ToArray<float>());
        }
    }

    [DecoderTheory]
    [InlineData(true, 0.2f)]
    [InlineData(false, 0.6f)]
    public void a_cached_image_is_read_once(bool cache, float later)
    {
        Write("a/1.png", PngFile.Encode([51], 1, 1));
        var inputs = ImageFolder.Open(_folder.Path).As<S1x2x3>(cache).Inputs;
        using var batch = inputs.CreateBatch(1);
        inputs.Read([0], batch);
        Write("a/1.png", PngFile.Encode([153], 1, 1));
        inputs.Read([0], batch);

        Assert.All(batch.ToArray<float>(), value => Assert.Equal(later, value));
    }

    [DecoderFact]
    public void a_damaged_image_fails_where_its_batch_would_have_come()
    {
        for (int i = 0; i < 6; i++) Write($"a/{i}.png", SmallImages.RgbPng);
        var path = Write("a/3.png", SmallImages.RgbPng[..80]);
        using var loader = new DataLoader<S3x2x2, Labels>(ImageFolder.Open(_folder.Path).As<S3x2x2>(), 2);
        int batches = 0;

        var e = Assert.Throws<DataFileException>(() =>
        {
            foreach (var _ in loader.Epoch(1)) batches++;
        });
        Assert.Equal(path, e.Path);
        Assert.Equal(1, batches);
    }

    [DecoderFact]
    public void damaged_images_are_left_out_and_named_if_asked()
    {
        Write("a/1.png", SmallImages.RgbPng);
        var cut = Write("a/2.jpg", SmallImages.RgbJpeg[..300]);
        Write("b/1.png", SmallImages.RgbPng);
        var none = Write("b/2.png", "not an image"u8.ToArray());
        Write("b/3.jpg", SmallImages.GreyJpeg);
        var folder = ImageFolder.Open(_folder.Path, damaged: DamagedImages.Skip);

        Assert.Equal(["1.png", "1.png", "3.jpg"], folder.Files.Select(file => Path.GetFileName(file)));
        Assert.Equal([0, 1, 1], folder.Labels);
        Assert.Equal([cut, none], folder.Skipped.Select(damage => damage.Path));
        Assert.Empty(ImageFolder.Open(_folder.Path).Skipped);
    }

    [DecoderFact]
    public void a_folder_of_nothing_but_damaged_images_is_an_error()
    {
        Write("a/1.png", [1, 2, 3]);
        var e = Assert.Throws<DataFileException>(() => ImageFolder.Open(_folder.Path, damaged: DamagedImages.Skip));
        Assert.StartsWith($"{_folder.Path}: expected an image that can be read, found 1 that cannot; the first: {_folder["a/1.png"]}: at byte 0:", e.Message);
    }

    [Fact]
    public void test_images_have_the_classes_of_the_training_images()
    {
        Write("tulip/1.png", []);
        Write("lily/1.png", []);

        Assert.Equal([1, 2], ImageFolder.Open(_folder.Path, ["rose", "lily", "tulip"]).Labels);
        var e = Assert.Throws<DataFileException>(() => ImageFolder.Open(_folder.Path, ["rose", "tulip"]));
        Assert.Equal($"{_folder["lily"]}: expected a folder for one of the 2 classes given, found another name", e.Message);
    }

    [Fact]
    public void a_class_without_images_is_an_error_that_names_its_folder()
    {
        Write("a/1.png", []);
        Write("b/notes.txt", []);

        Assert.Equal(_folder["b"], Assert.Throws<DataFileException>(() => ImageFolder.Open(_folder.Path)).Path);
    }

    [Fact]
    public void a_folder_without_classes_is_an_error()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(_folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(_folder["nowhere"]));
    }

    [Fact]
    public void an_input_that_is_no_image_is_an_error()
    {
        Write("a/1.png", []);
        Assert.Equal("image files: expected [N, 1, H, W] or [N, 3, H, W], given [1, 2]", Assert.Throws<ShapeMismatchException>(() => ImageFolder.Open(_folder.Path).As<S2>()).Message);
    }

    private string Write(string file, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        return _folder.Write(file, content);
    }
}
