using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

public sealed class CifarTests : IDisposable
{
    private const int PixelBytes = 3 * 32 * 32;

    private static readonly string[] Batches = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void the_five_batches_are_the_training_images_in_their_order()
    {
        WriteCifar10(_folder);
        var cifar = Cifar10.Load(_folder.Path);

        Assert.Equal("CIFAR-10", cifar.Name);
        Assert.Equal("name 9", cifar.Classes[9]);
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4, 4, 5], cifar.Train.Labels);
        Assert.Equal([8, 9], cifar.Test.Labels);
        Assert.Equal((3, 32, 32, 10), (cifar.Train.Channels, cifar.Train.Height, cifar.Train.Width, cifar.Train.Classes));
        Assert.Equal(Pixels(31), cifar.Train.Image(7));
        Assert.Equal(Pixels(90), cifar.Test.Image(0));
        Assert.Equal(10, cifar.Train.As<S3x32x32>().Count);
    }

    [Fact]
    public void both_parts_are_normalised_by_what_the_training_images_measure()
    {
        WriteCifar10(_folder);
        var cifar = Cifar10.Load(_folder.Path);

        Assert.Equal(3, cifar.Train.Normalization.Channels);
        Assert.Equal(cifar.Train.MeasureNormalization().Means, cifar.Train.Normalization.Means);
        Assert.Same(cifar.Train.Normalization, cifar.Test.Normalization);
    }

    [Fact]
    public void the_folder_of_the_archive_is_found_in_the_one_given()
    {
        Directory.CreateDirectory(_folder["cifar-10-batches-bin"]);
        WriteCifar10(_folder, "cifar-10-batches-bin/");

        Assert.Equal(10, Cifar10.Load(_folder.Path).Train.Count);
    }

    [Theory]
    [InlineData(false, new byte[] { 99, 0 }, 100)]
    [InlineData(true, new byte[] { 19, 5 }, 20)]
    public void cifar_100_has_a_fine_and_a_coarse_label(bool coarse, byte[] labels, int classes)
    {
        WriteCifar100([19, 99, .. Pixels(1), 5, 0, .. Pixels(2)]);
        var cifar = Cifar100.Load(_folder.Path, coarse);

        Assert.Equal(labels, cifar.Train.Labels);
        Assert.Equal(classes, cifar.Classes.Count);
        Assert.Equal(coarse ? "group 0" : "kind 0", cifar.Classes[0]);
        Assert.Equal(Pixels(2), cifar.Train.Image(1));
    }

    [Fact]
    public void a_file_cut_short_is_an_error_that_names_the_record()
    {
        WriteCifar10(_folder);
        var path = _folder.Write(Batches[2], [.. Record(0, 0), .. Record(0, 0)[..100]]);

        var e = Assert.Throws<DataFileException>(() => Cifar10.Load(_folder.Path));
        Assert.Equal($"{path}: at byte 3173: expected the end of record 2, 3073 bytes, found the end of the file after 100 of them", e.Message);
    }

    [Fact]
    public void an_empty_file_is_an_error()
    {
        WriteCifar10(_folder);
        _folder.Write("test_batch.bin", []);

        Assert.Equal("records of 3073 bytes", Assert.Throws<DataFileException>(() => Cifar10.Load(_folder.Path)).Expected);
    }

    [Fact]
    public void a_label_of_no_class_is_an_error_at_its_byte()
    {
        WriteCifar10(_folder);
        var path = _folder.Write(Batches[4], [.. Record(0, 0), .. Record(10, 0)]);

        var e = Assert.Throws<DataFileException>(() => Cifar10.Load(_folder.Path));
        Assert.Equal($"{path}: at byte 3073: expected a label from 0 to 9, found 10", e.Message);
    }

    [Fact]
    public void the_label_that_is_not_used_is_checked_too()
    {
        WriteCifar100([20, 3, .. Pixels(1)]);

        Assert.Equal("a coarse label from 0 to 19", Assert.Throws<DataFileException>(() => Cifar100.Load(_folder.Path)).Expected);
    }

    [Fact]
    public void names_that_are_not_as_many_as_the_classes_are_an_error()
    {
        WriteCifar10(_folder);
        File.WriteAllText(_folder["batches.meta.txt"], "airplane\nautomobile\n");

        Assert.EndsWith("expected 10 names, one a line, found 2", Assert.Throws<DataFileException>(() => Cifar10.Load(_folder.Path)).Message);
    }

    [Fact]
    public void a_missing_file_says_where_it_was_looked_for()
    {
        var nowhere = Assert.Throws<FileNotFoundException>(() => Cifar10.Load(_folder.Path));
        Assert.StartsWith($"CIFAR-10: data_batch_1.bin is not in {_folder.Path} nor in {_folder["cifar-10-batches-bin"]}.", nowhere.Message);

        WriteCifar10(_folder);
        File.Delete(_folder["data_batch_4.bin"]);
        Assert.StartsWith($"CIFAR-10: data_batch_4.bin is not in {_folder.Path}.", Assert.Throws<FileNotFoundException>(() => Cifar10.Load(_folder.Path)).Message);
    }

    /// <summary>Two images in each of the six files.</summary>
    internal static void WriteCifar10(TemporaryFolder folder, string place = "")
    {
        for (int i = 0; i < 5; i++) folder.Write(place + Batches[i], [.. Record((byte)i, 10 * i), .. Record((byte)(i + 1), 10 * i + 1)]);
        folder.Write(place + "test_batch.bin", [.. Record(8, 90), .. Record(9, 91)]);
        File.WriteAllText(folder[place + "batches.meta.txt"], string.Concat(Enumerable.Range(0, 10).Select(i => $"name {i}\n")) + "\n");
    }

    private void WriteCifar100(byte[] train)
    {
        _folder.Write("train.bin", train);
        _folder.Write("test.bin", [0, 0, .. Pixels(0)]);
        File.WriteAllText(_folder["coarse_label_names.txt"], string.Concat(Enumerable.Range(0, 20).Select(i => $"group {i}\n")));
        File.WriteAllText(_folder["fine_label_names.txt"], string.Concat(Enumerable.Range(0, 100).Select(i => $"kind {i}\n")));
    }

    private static byte[] Record(byte label, int start) => [label, .. Pixels(start)];

    private static byte[] Pixels(int start) => [.. Enumerable.Range(0, PixelBytes).Select(i => (byte)(start + i / 7))];
}
