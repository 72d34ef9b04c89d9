using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void images_are_read_with_their_sizes_packed_or_not(bool packed)
    {
        var content = Idx.Images(2, 3, 4);
        var file = IdxFile.ReadImages(_folder.Write("images", packed ? Idx.Gzip(content) : content));

        Assert.Equal([2, 3, 4], file.Sizes);
        Assert.Equal(2, file.Count);
        Assert.Equal(Idx.Counting(24), file.Values);
    }

    [Fact]
    public void labels_are_read_in_order()
    {
        var file = IdxFile.ReadLabels(_folder.Write("labels", Idx.Labels(7, 2, 1, 0, 9)), classes: 10);

        Assert.Equal([5], file.Sizes);
        Assert.Equal([7, 2, 1, 0, 9], file.Values);
    }

    [Fact]
    public void an_array_larger_than_the_first_piece_read_is_read_whole()
    {
        var pixels = new byte[3 * 1000 * 1000];
        new Random(1).NextBytes(pixels);
        var file = IdxFile.ReadImages(_folder.Write("images", Idx.Gzip(Idx.Images(3, 1000, 1000, pixels))));

        Assert.True(pixels.AsSpan().SequenceEqual(file.Values));
    }

    [Fact]
    public void a_label_file_given_as_images_is_an_error_at_the_magic_number()
    {
        var e = Bad(Idx.Labels(1, 2, 3));

        Assert.Equal(0, e.Offset);
        Assert.Equal("magic number 0x00000803 (unsigned bytes, 3 dimensions)", e.Expected);
        Assert.Equal("0x00000801", e.Found);
        Assert.Equal($"{_folder["bad"]}: at byte 0: expected {e.Expected}, found 0x00000801", e.Message);
    }

    [Fact]
    public void a_foreign_file_is_an_error_at_the_magic_number() =>
        Assert.Equal("0x89504e47", Bad([0x89, .. "PNG\r\n"u8]).Found);

    [Fact]
    public void an_empty_file_is_an_error_at_byte_0() => Expect(Bad([]), 0, "the end of the file");

    [Fact]
    public void a_header_cut_short_is_an_error_where_it_ends() => Expect(Bad(Idx.Images(2, 3, 4)[..9]), 9, "the end of the file");

    [Fact]
    public void values_cut_short_are_an_error_where_they_end()
    {
        var e = Bad(Idx.Images(2, 3, 4)[..30]);

        Expect(e, 30, "the end of the file");
        Assert.Equal("24 values of 2 x 3 x 4", e.Expected);
    }

    [Fact]
    public void bytes_after_the_last_value_are_an_error_where_they_begin()
    {
        var e = Bad([.. Idx.Images(2, 3, 4), 0]);

        Expect(e, 40, "more data");
        Assert.Equal("the end of the file after 2 x 3 x 4 values", e.Expected);
    }

    [Fact]
    public void a_size_of_zero_is_an_error_at_that_size() => Expect(Bad(Idx.Images(2, 0, 4)), 8, "0");

    [Fact]
    public void sizes_beyond_any_array_are_an_error_at_the_size_that_is_too_much()
    {
        var e = Bad([0, 0, 8, 3, .. Idx.Size(60000), .. Idx.Size(60000), .. Idx.Size(28)]);

        Assert.Equal(8, e.Offset);
        Assert.Equal("60000 x 60000", e.Found);
    }

    [Fact]
    public void a_false_count_costs_no_memory_before_it_is_noticed()
    {
        var path = _folder.Write("bad", Idx.Gzip([0, 0, 8, 3, .. Idx.Size(2_000_000), .. Idx.Size(28), .. Idx.Size(28)]));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DataFileException>(() => IdxFile.ReadImages(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void a_label_out_of_range_is_an_error_at_its_byte()
    {
        var path = _folder.Write("bad", Idx.Gzip(Idx.Labels(0, 9, 10, 3)));
        var e = Assert.Throws<DataFileException>(() => IdxFile.ReadLabels(path, classes: 10));

        Expect(e, 10, "10");
        Assert.Equal("a label from 0 to 9", e.Expected);
    }

    [Fact]
    public void a_packed_file_cut_short_is_an_error()
    {
        var packed = Idx.Gzip(Idx.Images(20, 28, 28));
        Bad(packed[..(packed.Length / 2)]);
    }

    [Fact]
    public void a_packed_file_with_a_flipped_bit_is_an_error()
    {
        var packed = Idx.Gzip(Idx.Images(2, 3, 4));
        packed[^6] ^= 1; // in the checksum: the data itself unpacks well
        var e = Bad(packed);

        Assert.Equal("intact gzip data", e.Expected);
        Assert.NotNull(e.InnerException);
    }

    [Fact]
    public void a_missing_file_is_a_file_not_found() =>
        Assert.Throws<FileNotFoundException>(() => IdxFile.ReadImages(_folder["nowhere"]));

    private DataFileException Bad(byte[] content)
    {
        var path = _folder.Write("bad", content);
        var e = Assert.Throws<DataFileException>(() => IdxFile.ReadImages(path));
        Assert.Equal(path, e.Path);
        return e;
    }

    private static void Expect(DataFileException e, long offset, string found)
    {
        Assert.Equal(offset, e.Offset);
        Assert.Equal(found, e.Found);
    }
}
