using ModelDsl.Runtime.Tests.Interop;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Training;

[Collection(nameof(MemoryCollection))]
public sealed class TrainerMemoryTests
{
    [Fact]
    public void a_training_leaves_no_tensor_behind()
    {
        using var network = new TinyNetwork();
        using var optimizer = new Sgd(0.01, momentum: 0.9);
        var data = Blobs.Make(100, seed: 1);
        Train(network, optimizer, data);
        long before = MemoryCollection.Buffers();
        for (int i = 0; i < 3; i++) Train(network, optimizer, data);
        Assert.Equal(before, Memory.Buffers);
    }

    [ShimFact]
    public void a_training_step_costs_no_managed_memory()
    {
        using var network = new TinyNetwork();
        using var optimizer = new Sgd(0.01, momentum: 0.9);
        var few = Blobs.Make(100, seed: 1);
        var many = Blobs.Make(10_000, seed: 1);
        for (int warm = 0; warm < 2; warm++) (_, _) = (Allocated(few), Allocated(many));
        const int Orders = 2 * 9_900 * sizeof(int); // of the steps' examples and of the sample's: once per training, not per step
        // Of the 2,475 steps more: the smallest object takes 24 bytes, so that one at every third step is too much. .NET's own threads allocate at times, but not always.
        Assert.Contains(Enumerable.Range(0, 10).Select(_ => Allocated(many) - Allocated(few) - Orders), more => more <= 8 * 2_475);

        long Allocated(Runtime.Data.Dataset<S2, Labels> data)
        {
            long start = GC.GetTotalAllocatedBytes(precise: true);
            Train(network, optimizer, data);
            return GC.GetTotalAllocatedBytes(precise: true) - start;
        }
    }

    private static void Train(TinyNetwork network, Optimizer optimizer, Runtime.Data.Dataset<S2, Labels> data) =>
        Trainer.For(network, optimizer, new TrainerOptions { Epochs = 1, BatchSize = 4, TrainingSample = 4, EvaluationBatchSize = 4 }).Train(data);
}
