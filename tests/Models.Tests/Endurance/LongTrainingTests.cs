using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;
using Xunit.Abstractions;

namespace ModelDsl.Models.Tests.Endurance;

/// <summary>Training for long takes no more memory than training for a while.</summary>
public sealed class LongTrainingTests(ITestOutputHelper log)
{
    private const int Warm = 1_000;
    private const int Steps = 10_000;
    private const int Examples = 8;

    [Fact]
    public void memory_stays_flat_and_no_step_allocates_over_ten_thousand_steps_of_lenet5()
    {
        using var alone = new OneThread();
        var finalized = Tensor.Finalized;
        using var network = new LeNet5(seed: 1);
        using var optimizer = new Sgd(0.01, momentum: 0.9, weightDecay: 5e-4);
        using var input = Tensor<F1x28x28>.Empty(Examples);
        using var random = new RandomStream(1);
        input.Dispatcher.Aten.UniformInPlace(input.Handle, 0, 1, random.Handle);
        using var labels = Labels.From([.. Enumerable.Range(0, Examples).Select(i => i % 10)]);

        Memory.Trim(); // what the models before have left
        Train(network, input, labels, optimizer, Warm);
        var (loss, growth) = (float.NaN, long.MaxValue);
        for (var stretch = 0; stretch < 3; stretch++)
        {
            var before = Usage.Now();
            var managed = GC.GetAllocatedBytesForCurrentThread();
            loss = Train(network, input, labels, optimizer, (Steps - Warm) / 3);
            var perStep = (GC.GetAllocatedBytesForCurrentThread() - managed) / (double)((Steps - Warm) / 3);
            var after = Usage.Now();

            log.WriteLine($"before a stretch: {before}; after it: {after}; managed bytes a step: {perStep:N2}");
            Assert.Equal(before.TensorBytes, after.TensorBytes);
            Assert.Equal(before.Buffers, after.Buffers);
            // 0 in Release; unoptimised code makes an object of 72 bytes for each list of constants, of which this network's pass has one.
            Assert.InRange(perStep, 0, 128);
            growth = Math.Min(growth, after.ResidentBytes - before.ResidentBytes);
        }

        // What steps leave behind grows in every stretch; what the rest of the process does, not.
        Assert.InRange(growth, long.MinValue, 2 << 20);
        Assert.Equal(finalized, Tensor.Finalized);
        Assert.InRange(loss, 0, 0.1f); // it has learnt eight images by heart: these were real steps
    }

    [Fact]
    public void blocks_and_runs_of_them_keep_no_memory_from_step_to_step()
    {
        using var alone = new OneThread();
        using var network = new Nets.Tower(seed: 1);
        using var optimizer = new Sgd(0.01, momentum: 0.9);
        using var input = Tensor<Nets.F3x8x8>.Empty(Examples);
        using var random = new RandomStream(1);
        input.Dispatcher.Aten.UniformInPlace(input.Handle, 0, 1, random.Handle);
        using var labels = Labels.From([.. Enumerable.Range(0, Examples).Select(i => i % 5)]);
        Run(20);
        var before = Usage.Now();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        Run(200);
        var perStep = (GC.GetAllocatedBytesForCurrentThread() - managed) / 200.0;
        var after = Usage.Now();
        log.WriteLine($"after 20 steps: {before}; after 220: {after}; managed bytes a step: {perStep:N2}");
        Assert.Equal((before.TensorBytes, before.Buffers), (after.TensorBytes, after.Buffers));
        // Unoptimised code makes an object of 72 bytes for some lists of constants.
        Assert.InRange(perStep, 0, 72 * 250);

        void Run(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                network.TrainStep(input, labels, optimizer);
                using var prediction = network.Predict(input);
                using var state = network.Forward(input);
                if (i % 2 == 0) continue; // a state that is dropped
                using var gradient = state.Output.Clone() is var clone ? Tensor<Nets.F5>.Wrap(clone) : null;
                clone.Dispose();
                network.Backward(state, gradient!).Dispose();
                network.ZeroGradients();
            }
        }
    }

    private static float Train(LeNet5 network, Tensor<F1x28x28> input, Labels labels, Optimizer optimizer, int steps)
    {
        var loss = float.NaN;
        for (var i = 0; i < steps; i++) loss = network.TrainStep(input, labels, optimizer);
        return loss;
    }

    /// <summary>Threads that wait for each other spin: so many small steps would take minutes while the machine is busy.</summary>
    private sealed class OneThread : IDisposable
    {
        private readonly int _before = Dispatcher.Default.Threads;

        public OneThread() => Dispatcher.Default.Threads = 1;

        public void Dispose() => Dispatcher.Default.Threads = _before;
    }

    /// <summary>What the process takes once the garbage is collected.</summary>
    private sealed record Usage(long ResidentBytes, long TensorBytes, long Buffers)
    {
        public static Usage Now()
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            return new Usage(Environment.WorkingSet, Memory.CurrentBytes, Memory.Buffers);
        }

        public override string ToString() =>
            FormattableString.Invariant($"{ResidentBytes / 1048576.0:N1} MiB resident, {TensorBytes:N0} bytes in {Buffers} tensors");
    }
}
