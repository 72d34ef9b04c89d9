namespace ModelDsl.Runtime.Tests.Checkpoints;

[Collection(nameof(MemoryCollection))]
public sealed class CheckpointMemoryTests
{
    [Fact]
    public void saving_and_loading_leave_no_tensor_behind_whether_they_succeed_or_fail()
    {
        using var folder = new TemporaryFolder();
        using var network = new TinyNetwork();
        using var optimizer = new Sgd(0.1, momentum: 0.9);
        using var other = new Adam();
        Weights.Train(network, optimizer);
        network.Save(folder["file"], optimizer);
        network.Load(folder["file"], optimizer);
        long before = MemoryCollection.Buffers();
        for (int i = 0; i < 5; i++)
        {
            network.Save(folder["file"], optimizer);
            network.Load(folder["file"], optimizer);
            Assert.Throws<CheckpointException>(() => network.Load(folder["file"], other));
        }

        Assert.Equal(before, Memory.Buffers);
    }
}
