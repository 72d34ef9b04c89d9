using ModelDsl.Runtime.Capturing;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Tests.Training;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Capturing;

/// <summary>What surrounds a graph, with one that any device can do; the graphs of CUDA themselves are the GPU check's.</summary>
public sealed class CapturedStepsTests : IDisposable
{
    private readonly TinyNetwork _plain = Tiny();
    private readonly TinyNetwork _captured = Tiny();

    // Repeated work asks again for what it was given the first time, and reads the copies.
    private readonly List<IDisposable> _given = [];

    public void Dispose()
    {
        foreach (var tensor in _given) tensor.Dispose();
        _plain.Dispose();
        _captured.Dispose();
    }

    [Fact]
    public void launched_steps_learn_the_same_bits_whatever_the_optimiser_does_between_them()
    {
        using var steps = Steps();
        using var first = new Adam(0.05);
        using var second = new Adam(0.05);
        for (int i = 0; i < 8; i++)
        {
            first.LearningRate = second.LearningRate = 0.05 / (1 + i);
            Assert.Equal(Step(_plain, first, seed: i), Step(steps, second, seed: i));
            // What inference keeps of weights and statistics is that of the last step.
            Assert.Equal(Prediction(_plain), Prediction(_captured));
        }

        Assert.Equal(7, steps.Launches);
        AssertSame();
    }

    [Fact]
    public void gradients_are_clipped_and_summed_over_batches_behind_a_launch()
    {
        using var steps = Steps();
        using var first = new Sgd(0.5, momentum: 0.9);
        using var second = new Sgd(0.5, momentum: 0.9);
        using var clipped = new DeferredOptimizer(first) { MaxNorm = 0.01 };
        using var alike = new DeferredOptimizer(second) { MaxNorm = 0.01 };
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                if (j > 0) clipped.NextBatch();
                if (j > 0) alike.NextBatch();
                Assert.Equal(Step(_plain, clipped, seed: i + j), Step(steps, alike, seed: i + j));
            }

            clipped.Apply();
            alike.Apply();
            Assert.Equal(clipped.LastNorm, alike.LastNorm);
        }

        Assert.Equal(5, steps.Launches);
        AssertSame();
    }

    [Fact]
    public void what_is_frozen_stays_and_learns_again_later()
    {
        using var steps = Steps();
        using var first = new Sgd(0.1);
        using var second = new Sgd(0.1);
        foreach (bool frozen in new[] { false, true, false })
        {
            _plain.Fc1.Weight.IsFrozen = _captured.Fc1.Weight.IsFrozen = frozen;
            float[] before = _captured.Fc1.Weight.Value.ToArray<float>();
            for (int i = 0; i < 3; i++) Assert.Equal(Step(_plain, first, seed: i), Step(steps, second, seed: i));
            Assert.Equal(frozen, before.SequenceEqual(_captured.Fc1.Weight.Value.ToArray<float>()));
        }

        // The graph of what learns is still there.
        Assert.Equal(2 + 2 + 3, steps.Launches);
        AssertSame();
    }

    [Fact]
    public void a_trainer_trains_by_graphs_the_last_batch_of_an_epoch_by_one_of_its_own()
    {
        var options = new TrainerOptions { Epochs = 3, BatchSize = 32, ClipNorm = 1, Schedule = LearningRateSchedule.Cosine() };
        var data = Blobs.Make(100, seed: 1);
        using var first = new Sgd(0.1, momentum: 0.9);
        using var second = new Sgd(0.1, momentum: 0.9);
        using var graph = new CudaGraph<Batch<S2, Labels>>(_captured, Steps());
        var expected = Trainer.For(_plain, first, options).Train(data, data);
        var history = Trainer.For(graph, second, options).Train(data, data);

        Assert.Equal(expected.Epochs.Select(epoch => (epoch.TrainLoss, epoch.TestLoss)), history.Epochs.Select(epoch => (epoch.TrainLoss, epoch.TestLoss)));
        // 3 epochs of 3 batches of 32 and one of 4; the first of each size runs as it is.
        Assert.Equal(8 + 2, graph.Steps.Launches);
        AssertSame();
    }

    [Fact]
    public void sizes_that_keep_changing_are_not_captured()
    {
        using var steps = Steps();
        using var first = new Sgd(0.1);
        using var second = new Sgd(0.1);
        for (int i = 0; i < 9; i++) Assert.Equal(Step(_plain, first, i, count: 4 + i % 3), Step(steps, second, i, count: 4 + i % 3));
        Assert.Equal(0, steps.Launches);
        Assert.Null(steps.Reason);
        AssertSame();
    }

    [Fact]
    public void a_step_that_cannot_be_captured_runs_as_it_is_and_the_reason_is_told()
    {
        using var steps = new CapturedSteps(_captured, () => new Refused());
        using var first = new Sgd(0.1);
        using var second = new Sgd(0.1);
        for (int i = 0; i < 4; i++) Assert.Equal(Step(_plain, first, seed: i), Step(steps, second, seed: i));
        Assert.Equal("operation not permitted when stream is capturing", steps.Reason);
        Assert.Equal(0, steps.Launches);
        AssertSame();
    }

    [Fact]
    public void where_one_size_cannot_be_captured_the_graphs_of_others_give_their_memory_back()
    {
        var graphs = new List<Counted>();
        using var steps = new CapturedSteps(_captured, () =>
        {
            graphs.Add(new Counted(graphs.Count == 0 ? new RepeatedWork(_captured) : new Refused()));
            return graphs[^1];
        });
        using var first = new Sgd(0.1);
        using var second = new Sgd(0.1);
        for (int i = 0; i < 8; i++) Assert.Equal(Step(_plain, first, i, count: i < 3 ? 6 : 4), Step(steps, second, i, count: i < 3 ? 6 : 4));
        Assert.Equal([true, true], graphs.Select(graph => graph.IsDisposed));
        Assert.Equal(2, steps.Launches);
        AssertSame();
    }

    [Fact]
    public void with_all_frozen_the_running_statistics_still_move()
    {
        foreach (var network in new[] { _plain, _captured })
        {
            foreach (var parameter in network.Parameters) parameter.IsFrozen = true;
        }

        using var steps = Steps();
        using var first = new Sgd(0.1);
        using var second = new Sgd(0.1);
        for (int i = 0; i < 4; i++) Assert.Equal(Step(_plain, first, seed: i), Step(steps, second, seed: i));
        Assert.Equal(3, steps.Launches);
        AssertSame();
    }

    [Fact]
    public void on_a_cpu_all_runs_as_it_is()
    {
        using var graph = CudaGraph.Of(_captured);
        using var sgd = new Sgd(0.1);
        Trainer.For(graph, sgd, new TrainerOptions { Epochs = 2, BatchSize = 32 }).Train(Blobs.Make(100, seed: 1));
        Assert.Equal("Tiny is on cpu; only a GPU launches graphs.", graph.Steps.Reason);
        Assert.Equal(0, graph.Steps.Launches);
        Assert.Same(_captured, graph.Network);
    }

    [Fact]
    public void the_loss_is_read_only_where_the_network_reads_it()
    {
        using var steps = Steps();
        using var sgd = new Sgd(0.1);
        _captured.ReadsLoss = false;
        for (int i = 0; i < 3; i++) Assert.True(float.IsNaN(Step(steps, sgd, seed: i)));
        _captured.ReadsLoss = true;
        Assert.True(float.IsFinite(Step(steps, sgd, seed: 3)));
    }

    [Fact]
    public void a_step_that_reads_something_else_than_it_is_given_is_an_error_and_so_is_one_that_is_none_or_two()
    {
        using var input = Input(1);
        using var labels = Targets();
        using var sgd = new Sgd(0.1);
        Assert.Equal(
            "The step of Tiny reads a tensor that was not given together with it.",
            Refusal(optimizer => _captured.TrainStep(input, labels, optimizer), sgd, input));
        Assert.Equal("What was given as a step is no training step of Tiny. (Parameter 'step')", Refusal(_ => 0, sgd, input, labels));
        Assert.Equal(
            "What was given as a step is more than one training step of Tiny.",
            Refusal(optimizer => _captured.TrainStep(input, labels, optimizer) + _captured.TrainStep(input, labels, optimizer), sgd, input, labels));
        Assert.Null(_captured.Recording);
    }

    [Fact]
    public void loss_parts_that_are_read_in_the_middle_of_a_step_leave_it_as_it_is()
    {
        using var network = new TinyNetwork(seed: 1, l2: 0.1) { ReadsLossParts = true };
        using var steps = new CapturedSteps(network, () => new RepeatedWork(network));
        using var sgd = new Sgd(0.1);
        using var input = Input(1);
        using var labels = Targets();
        for (int i = 0; i < 3; i++) steps.TrainStep(optimizer => network.TrainStep(input, labels, optimizer), sgd, input, labels);
        Assert.Equal(0, steps.Launches);
        Assert.Equal(2, network.LossParts.Count);
    }

    private static TinyNetwork Tiny()
    {
        var network = new TinyNetwork(seed: 1, dropout: 0.3);
        network.ActAsOnGpu();
        return network;
    }

    private CapturedSteps Steps() => new(_captured, () => new RepeatedWork(_captured));

    private string Refusal(Func<Optimizer, float> step, Optimizer optimizer, params Tensor[] given)
    {
        using var steps = Steps();
        steps.TrainStep(step, optimizer, given);
        return Assert.Throws<ArgumentException>(() => steps.TrainStep(step, optimizer, given)).Message;
    }

    private static float Step(TinyNetwork network, Optimizer optimizer, int seed, int count = 6)
    {
        using var input = Input(seed, count);
        using var labels = Targets(count);
        return network.TrainStep(input, labels, optimizer);
    }

    private float Step(CapturedSteps steps, Optimizer optimizer, int seed, int count = 6)
    {
        var input = Input(seed, count);
        var labels = Targets(count);
        _given.AddRange([input, labels]);
        return steps.TrainStep(o => _captured.TrainStep(input, labels, o), optimizer, input, labels);
    }

    private static float[] Prediction(TinyNetwork network)
    {
        using var input = Input(seed: 100);
        using var output = network.Predict(input);
        return output.ToArray<float>();
    }

    private void AssertSame()
    {
        foreach (var (expected, actual) in _plain.Parameters.Zip(_captured.Parameters)) Assert.Equal(expected.Value.ToArray<float>(), actual.Value.ToArray<float>());
        foreach (var (expected, actual) in _plain.Buffers.Zip(_captured.Buffers)) Assert.Equal(expected.Value.ToArray<float>(), actual.Value.ToArray<float>());
        Assert.Equal(_plain.Random.GetState(), _captured.Random.GetState());
    }

    private static Tensor<S2> Input(int seed, int count = 6)
    {
        var random = new Random(seed);
        return Tensor<S2>.From([.. Enumerable.Range(0, count * 2).Select(_ => random.NextSingle())]);
    }

    private static Labels Targets(int count = 6) => Labels.From([.. Enumerable.Range(0, count).Select(i => i % 3)]);

    /// <summary>A graph that tells whether its memory was given back.</summary>
    private sealed class Counted(IStepGraph graph) : IStepGraph
    {
        public bool IsDisposed { get; private set; }

        public void Capture(Action work) => graph.Capture(work);

        public void Launch() => graph.Launch();

        public void Dispose()
        {
            IsDisposed = true;
            graph.Dispose();
        }
    }

    /// <summary>A GPU that has to wait in the middle of the step.</summary>
    private sealed class Refused : IStepGraph
    {
        public void Capture(Action work) => throw new LibTorchException("operation not permitted when stream is capturing");

        public void Launch() => throw new InvalidOperationException();

        public void Dispose()
        {
        }
    }
}
