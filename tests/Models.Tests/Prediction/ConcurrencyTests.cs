using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Prediction;

/// <summary>Predict may run on any number of threads at once.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 8;
    private const int Rounds = 50;

    [Fact]
    public void lenet5_gives_every_thread_what_it_gives_one_alone() => Compare<LeNet5, F1x28x28, F10>(Rounds);

    [Fact]
    public void dropouts_do_not_make_threads_differ() => Compare<MnistMlp, F1x28x28, F10>(Rounds);

    [Fact]
    public void alexnet_gives_every_thread_what_it_gives_one_alone() => Compare<AlexNet, F3x224x224, F1000>(2);

    /// <summary>Each thread has batches of its own, of a size of its own.</summary>
    private static void Compare<TNetwork, TInput, TOutput>(int rounds)
        where TNetwork : Network<TInput, TOutput>
        where TInput : IShape
        where TOutput : IShape
    {
        using var network = (TNetwork)Activator.CreateInstance(typeof(TNetwork), 0, null, ElementType.Float32)!;
        var inputs = Enumerable.Range(0, Threads).Select(Batch<TInput>).ToArray();
        var expected = inputs.Select(input => Predict(network, input)).ToArray();
        Assert.All(expected.SelectMany(values => values), value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(expected[0].Take(5), expected[1].Take(5));
        var bytes = Memory.CurrentBytes;

        using var together = new Barrier(Threads);
        Task.WaitAll([.. inputs.Select((input, i) => Task.Factory.StartNew(() => Run(input, expected[i]), TaskCreationOptions.LongRunning))]);

        Assert.Equal(bytes, Memory.CurrentBytes);
        foreach (var input in inputs) input.Dispose();

        // The barrier before every round: threads that only started together may still run one after the other.
        void Run(Tensor<TInput> input, float[] wanted)
        {
            try
            {
                for (var round = 0; round < rounds; round++)
                {
                    together.SignalAndWait();
                    Assert.Equal(wanted, Predict(network, input));
                }
            }
            finally
            {
                together.RemoveParticipant();
            }
        }
    }

    private static Tensor<TInput> Batch<TInput>(int index) where TInput : IShape
    {
        var input = Tensor<TInput>.Empty(1 + index % 3);
        using var random = new RandomStream(index);
        input.Dispatcher.Aten.NormalInPlace(input.Handle, 0, 1, random.Handle);
        return input;
    }

    private static float[] Predict<TInput, TOutput>(Network<TInput, TOutput> network, Tensor<TInput> input)
        where TInput : IShape
        where TOutput : IShape
    {
        using var output = network.Predict(input);
        return output.ToArray<float>();
    }
}
