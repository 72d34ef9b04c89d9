using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Data;

[Collection(nameof(MemoryCollection))]
public sealed class DataLoaderMemoryTests
{
    [Fact]
    public void a_batch_costs_no_managed_memory()
    {
        using var few = Loader(100);
        using var many = Loader(20_000);
        for (int warm = 0; warm < 3; warm++) (_, _) = (Allocated(few, warm), Allocated(many, warm));
        long least = Enumerable.Range(0, 5).Min(i => Allocated(many, i) - Allocated(few, i)); // .NET's own threads allocate at times

        Assert.InRange(least, long.MinValue, 4_975); // one byte for each of the 4,975 batches more
    }

    [Fact]
    public void an_augmented_batch_costs_no_managed_memory()
    {
        var data = new Dataset<S3x32x32, Labels>(Examples.Floats<S3x32x32>(new float[200 * 3 * 32 * 32]), Examples.Labels(new byte[200], 1)).Augmented(
            1, Augmentation.PadAndCrop(4), Augmentation.FlipHorizontally(), Augmentation.Rotate(10), Augmentation.Noise(0.1),
            Augmentation.Colour(0.1, 0.1, 0.1), Augmentation.Cutout(8)).Select([.. Enumerable.Range(0, 200)]);
        using var batch = data.Inputs.CreateBatch(20);
        int[] indices = [.. Enumerable.Range(50, 20)];
        for (int warm = 0; warm < 3; warm++) data.Inputs.Read(indices, warm, batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int epoch = 0; epoch < 5; epoch++) data.Inputs.Read(indices, epoch, batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void epochs_and_loaders_leave_no_tensor_behind()
    {
        long before = MemoryCollection.Buffers();
        for (int i = 0; i < 3; i++)
        {
            using var loader = Loader(10);
            Allocated(loader, 1);
        }

        Assert.Equal(before, Memory.Buffers);
    }

    private static DataLoader<S2, Labels> Loader(int count) =>
        new(new Dataset<S2, Labels>(Examples.Floats<S2>(new float[2 * count]), Examples.Labels(new byte[count], 1)), batchSize: 4, seed: 1);

    private static long Allocated(DataLoader<S2, Labels> loader, int epoch)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (var _ in loader.Epoch(epoch))
        {
        }

        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
