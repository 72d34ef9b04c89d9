using System.Buffers;

namespace ModelDsl.Runtime.Data;

/// <summary>Images changed at random, in another way in each epoch.</summary>
internal sealed class AugmentedExamples<TShape> : Examples<Tensor<TShape>> where TShape : IShape
{
    private readonly Examples<Tensor<TShape>> _images;
    private readonly int _seed;
    private readonly Augmentation[] _augmentations;
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;

    public AugmentedExamples(Examples<Tensor<TShape>> images, int seed, ReadOnlySpan<Augmentation> augmentations)
    {
        var dimensions = TShape.Dimensions;
        if (dimensions.Length != 3)
            throw new ShapeMismatchException("augmentation", "images [N, C, H, W]", [images.Count, .. Array.ConvertAll(dimensions.ToArray(), size => (long)size)]);
        (_channels, _height, _width) = (dimensions[0], dimensions[1], dimensions[2]);
        _images = images;
        _seed = seed;
        _augmentations = augmentations.ToArray();
        foreach (var augmentation in _augmentations) ArgumentNullException.ThrowIfNull(augmentation, nameof(augmentations));
    }

    public override int Count => _images.Count;

    public override Tensor<TShape> CreateBatch(int count, ElementType elementType, Device device) => _images.CreateBatch(count, elementType, device);

    public override void Read(ReadOnlySpan<int> indices, Tensor<TShape> batch) => Read(indices, epoch: 0, batch);

    public override void Read(ReadOnlySpan<int> indices, int epoch, Tensor<TShape> batch)
    {
        _images.Read(indices, epoch, batch);
        var rows = HostMemory.Of<float>(batch);
        int size = _channels * _height * _width;
        var room = ArrayPool<float>.Shared.Rent(size);
        for (int row = 0; row < indices.Length; row++)
        {
            var image = new AugmentedImage(rows.Slice(row * size, size), room.AsSpan(0, size), _channels, _height, _width);
            var random = SplitMix64.For(_seed, epoch, indices[row]);
            foreach (var augmentation in _augmentations) augmentation.Apply(image, ref random);
        }

        ArrayPool<float>.Shared.Return(room);
    }
}
