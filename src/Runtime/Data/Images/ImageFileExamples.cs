using System.Buffers;

namespace ModelDsl.Runtime.Data;

/// <summary>Image files, decoded and brought to one size when a batch is made.</summary>
internal sealed class ImageFileExamples<TShape> : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly string[] _files;
    private readonly byte[]?[]? _kept;
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;

    public ImageFileExamples(string[] files, bool keep)
    {
        var dimensions = TShape.Dimensions;
        if (dimensions.Length != 3 || dimensions[0] is not (1 or 3))
            throw new ShapeMismatchException("image files", "[N, 1, H, W] or [N, 3, H, W]", [files.Length, .. Array.ConvertAll(dimensions.ToArray(), size => (long)size)]);
        _files = files;
        _kept = keep ? new byte[]?[files.Length] : null;
        (_channels, _height, _width) = (dimensions[0], dimensions[1], dimensions[2]);
    }

    public override int Count => _files.Length;

    private int Size => _channels * _height * _width;

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) =>
        Tensor<TShape>.Empty(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch)
    {
        var rows = HostMemory.Of<float>(batch);
        var decoded = ArrayPool<byte>.Shared.Rent(Size);
        try
        {
            for (int row = 0; row < indices.Length; row++)
            {
                var from = Pixels(indices[row], decoded);
                var to = rows.Slice(row * Size, Size);
                for (int i = 0; i < to.Length; i++) to[i] = from[i] / 255f;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    /// <summary>Two threads may decode an image at once: both find the same, and either's is kept.</summary>
    private ReadOnlySpan<byte> Pixels(int index, byte[] decoded)
    {
        if (_kept is null)
        {
            Decode(index, decoded.AsSpan(0, Size));
            return decoded.AsSpan(0, Size);
        }

        if (Volatile.Read(ref _kept[index]) is { } kept) return kept;
        var pixels = new byte[Size];
        Decode(index, pixels);
        Volatile.Write(ref _kept[index], pixels);
        return pixels;
    }

    private void Decode(int index, Span<byte> pixels)
    {
        var image = ImageFile.Decode(_files[index]);
        image.Resize(_channels, _height, _width, pixels);
        image.Return();
    }
}
