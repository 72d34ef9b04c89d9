using System.Buffers.Binary;

namespace Digits.Tests;

/// <summary>A folder with a data set in MNIST's form that is learned in no time: a bright bar at a height that tells the class.</summary>
internal sealed class BarPictures : IDisposable
{
    private const int Side = 28;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modeldsl-digits-");

    public BarPictures()
    {
        Write("train", 600);
        Write("t10k", 100);
    }

    public string Path => _folder.FullName;

    public string Out => System.IO.Path.Combine(Path, "out");

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string part, int count)
    {
        var pixels = new byte[count * Side * Side];
        for (int i = 0; i < count; i++) pixels.AsSpan((i * Side + 4 + 2 * (i % 10)) * Side, Side).Fill(250);
        byte[] images = [0, 0, 8, 3, .. Size(count), .. Size(Side), .. Size(Side), .. pixels];
        File.WriteAllBytes(System.IO.Path.Combine(Path, $"{part}-images-idx3-ubyte"), images);
        byte[] labels = [0, 0, 8, 1, .. Size(count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];
        File.WriteAllBytes(System.IO.Path.Combine(Path, $"{part}-labels-idx1-ubyte"), labels);
    }

    private static byte[] Size(int size)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, size);
        return bytes;
    }
}
