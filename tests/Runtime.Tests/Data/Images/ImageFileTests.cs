using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, string> Images => SmallImages.All;

    public void Dispose() => _folder.Dispose();

    [DecoderTheory]
    [MemberData(nameof(Images))]
    public void an_image_has_the_pixels_that_pillow_reads(string name, int channels, string pixels)
    {
        var picture = ImageFile.Read(_folder.Write("picture", SmallImages.Named(name)));

        Assert.Equal((channels, 4, 5), (picture.Channels, picture.Height, picture.Width));
        Assert.Equal(pixels, Convert.ToHexStringLower(picture.Pixels));
    }

    [DecoderTheory]
    [InlineData(nameof(SmallImages.RgbPng), "PNG")]
    [InlineData(nameof(SmallImages.RgbJpeg), "JPEG")]
    [InlineData(nameof(SmallImages.ProgressiveJpeg), "JPEG")]
    public void an_image_cut_short_is_damaged(string name, string format)
    {
        var whole = SmallImages.Named(name);
        for (int length = 8; length < whole.Length - 20; length += 7)
        {
            var path = _folder.Write("cut", whole[..length]);
            var e = Assert.Throws<DataFileException>(() => ImageFile.Read(path));
            Assert.StartsWith($"{path}: expected an intact {format} image, found a damaged one (lib", e.Message);
        }
    }

    [DecoderFact]
    public void a_png_with_a_flipped_bit_in_its_pixels_is_damaged()
    {
        var file = SmallImages.RgbPng;
        file[60] ^= 4;

        Assert.Throws<DataFileException>(() => PngFile.Read(_folder.Write("flipped.png", file)));
    }

    [DecoderFact]
    public void a_png_that_says_it_is_enormous_is_an_error_before_memory_is_taken()
    {
        var file = Convert.FromHexString("89504e470d0a1a0a0000000d494844520001000000010000080000000049ef6f3f000000004944415435af061e"); // 65536x65536, and no pixels
        long before = GC.GetAllocatedBytesForCurrentThread();
        var path = _folder.Write("large.png", file);

        Assert.Equal("one of 65536x65536", Assert.Throws<DataFileException>(() => ImageFile.Read(path)).Found);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [DecoderFact]
    public void colours_of_print_are_not_read()
    {
        var e = Assert.Throws<DataFileException>(() => ImageFile.Read(_folder.Write("print.jpg", SmallImages.CmykJpeg)));
        Assert.Equal("an intact JPEG image", e.Expected);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("GIF89a...", "a file that begins with 4749463839612e2e")]
    public void what_is_no_image_is_an_error_that_says_how_it_begins(string content, string found)
    {
        var path = _folder.Write("picture.png", System.Text.Encoding.ASCII.GetBytes(content));
        Assert.Equal($"{path}: at byte 0: expected a PNG or JPEG image, found {found}", Assert.Throws<DataFileException>(() => ImageFile.Read(path)).Message);
    }

    [Fact]
    public void a_library_that_is_missing_is_named_with_its_package()
    {
        var e = Assert.Throws<DllNotFoundException>(() => ImageLibrary.Load("PNG", "libnowhere.so.1", "libnowhere1"));
        Assert.Equal("Reading PNG images needs the library libnowhere.so.1, which is not installed: install Debian's package libnowhere1.", e.Message);
    }

    [DecoderTheory]
    [InlineData(1, 28, 28)]
    [InlineData(3, 17, 300)]
    [InlineData(3, 1, 1)]
    [InlineData(1, 1000, 3)]
    public void what_is_written_as_png_is_read_back(int channels, int height, int width)
    {
        var pixels = new byte[channels * height * width];
        new Random(1).NextBytes(pixels);
        PngFile.Write(_folder["written.png"], pixels, height, width, channels);
        var read = PngFile.Read(_folder["written.png"]);

        Assert.Equal((channels, height, width), (read.Channels, read.Height, read.Width));
        Assert.Equal(pixels, read.Pixels);
        PngFile.Write(_folder["again.png"], read);
        Assert.Equal(File.ReadAllBytes(_folder["written.png"]), File.ReadAllBytes(_folder["again.png"]));
    }

    [Theory]
    [InlineData(7, 2, 3, 1, "7 pixels are no picture of 1x2x3.")]
    [InlineData(12, 2, 3, 2, "A picture has 1 channel or 3, not 2.")]
    [InlineData(0, 0, 3, 1, "A picture has at least one row and column, not 0x3.")]
    public void pixels_that_are_no_picture_are_not_written(int length, int height, int width, int channels, string message)
    {
        var e = Assert.Throws<ArgumentException>(() => PngFile.Encode(new byte[length], height, width, channels));
        Assert.StartsWith(message, e.Message);
    }
}
