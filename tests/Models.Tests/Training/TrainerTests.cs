using System.Runtime.InteropServices;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Models.Tests.Training;

// The model library has shapes of these names too.
using Nets;
using F1 = Nets.F1;
using F1x28x28 = Nets.F1x28x28;
using F2 = Nets.F2;
using F3 = Nets.F3;
using F4 = Nets.F4;
using F5 = Nets.F5;
using F8 = Nets.F8;

/// <summary>A trainer trains networks of every kind: without a target, of several inputs, of several targets (nets/sums).</summary>
public sealed class TrainerTests : IDisposable
{
    private const int Count = 70, Steps = 5; // in an epoch of 70 examples, 16 in a batch

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Checkpoint => Path.Combine(_folder, "training.safetensors");

    private static Dataset<F8> Codes { get; } = new(Examples.Floats<F8>(Fractions(Count * 8, seed: 1)));

    private static TwoHeads.Dataset Pairs { get; } = MakePairs();

    public static TheoryData<int> Interruptions => [.. Enumerable.Range(1, 3 * Steps)];

    [Fact]
    public void a_network_without_a_target_learns_from_inputs_alone()
    {
        using var net = new Variational(seed: 1) { ReadsLossParts = true };
        using var optimizer = new Adam(0.01);
        var history = Trainer.For(net, optimizer, Options() with { Epochs = 20 }).Train(Codes, Codes.Take(30));

        Assert.True(history.Epochs[^1].TrainLoss < 0.95 * history.Epochs[0].TrainLoss);
        Assert.True(history.Epochs[^1].TestLoss < history.Epochs[0].TestLoss);
        Assert.All(history.Epochs, epoch => Assert.True(epoch.TrainAccuracy is null && epoch.TestAccuracy is null));
        Assert.Null(history.Confusion);
        Assert.Equal(["bce(decoder, input)", "0.5*kl(mean, logvar)", "0.1*mse(mean, logvar)"], history.Epochs[0].TestLossParts!.Select(part => part.Term));
        Assert.Equal(history.Epochs[0].TrainLoss, history.Epochs[0].TrainLossParts!.Sum(part => part.Value), 1e-5);
    }

    [Fact]
    public void what_it_does_is_the_loop_by_hand()
    {
        using var net = new Variational(seed: 1);
        using var optimizer = new Adam(0.01);
        double loss = 0;
        using (var loader = new DataLoader<Batch<F8>>(Codes, batchSize: 16, seed: 3))
        {
            foreach (var batch in loader.Epoch(1)) loss += (double)net.TrainStep(batch.Input, optimizer) * batch.Count;
        }

        var outcome = RunVariational(Options() with { Epochs = 1 }, Codes, cancelAt: null);
        Assert.Equal(Bits(net), outcome.Weights);
        Assert.StartsWith(FormattableString.Invariant($"1 {loss / Count:r} "), outcome.Epochs);
    }

    [Fact]
    public void labelled_examples_do_too_and_their_labels_are_not_looked_at()
    {
        var labelled = new Dataset<F8, Labels>(Codes.Inputs, Examples.Labels([.. Enumerable.Range(0, Count).Select(i => i % 9)], 9));
        Assert.Equal(RunVariational(Options(), Codes, cancelAt: null), RunVariational(Options(), labelled, cancelAt: null));
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void cancelled_after_any_step_it_goes_on_to_the_same_bits(int step)
    {
        var whole = RunVariational(Options(), Codes, cancelAt: null);
        RunVariational(Options() with { Checkpoint = Checkpoint }, Codes, step);
        Assert.Equal(whole, RunVariational(Options() with { Checkpoint = Checkpoint }, Codes, cancelAt: null));
    }

    [Fact]
    public void clipping_averaging_and_early_stopping_are_gone_on_with()
    {
        var options = Options() with { ClipNorm = 0.1, BatchesPerUpdate = 2, WeightAveraging = 0.9, EarlyStopping = new EarlyStopping(Patience: 1) };
        var whole = RunVariational(options, Codes, cancelAt: null);
        RunVariational(options with { Checkpoint = Checkpoint }, Codes, 7);
        Assert.Equal(whole, RunVariational(options with { Checkpoint = Checkpoint }, Codes, cancelAt: null));
    }

    [Fact]
    public void several_inputs_and_targets_are_columns_of_one_data_set()
    {
        using var byHand = new TwoHeads(seed: 1);
        using var steps = new Sgd(0.1);
        using (var loader = new DataLoader<TwoHeads.Batch>(Pairs, batchSize: 16, seed: 3))
        {
            for (int epoch = 1; epoch <= 3; epoch++)
            {
                foreach (var batch in loader.Epoch(epoch)) byHand.TrainStep(batch.Left, batch.Right, batch.Labels, batch.Target, steps);
            }
        }

        using var net = new TwoHeads(seed: 1);
        using var optimizer = new Sgd(0.1);
        var trainer = Trainer.For(net, optimizer, Options());
        var history = trainer.Train(Pairs, Pairs);
        Assert.Equal(Bits(byHand), Bits(net));

        var (right, loss) = Measured(net);
        Assert.Equal(right, history.Epochs[^1].TestAccuracy!.Value, 1e-12);
        Assert.Equal(loss, trainer.Evaluate(Pairs).Loss, 1e-5);
        Assert.Equal(Count, history.Confusion!.Total);
    }

    [Fact]
    public void several_inputs_are_gone_on_with_to_the_same_bits()
    {
        var whole = Run(new TwoHeads(seed: 1), Pairs, Options(), cancelAt: null);
        Run(new TwoHeads(seed: 1), Pairs, Options() with { Checkpoint = Checkpoint }, 8);
        Assert.Equal(whole, Run(new TwoHeads(seed: 1), Pairs, Options() with { Checkpoint = Checkpoint }, cancelAt: null));
    }

    [Fact]
    public void columns_that_are_not_as_long_as_each_other_are_an_error_that_names_them()
    {
        var e = Assert.Throws<ArgumentException>(() => new TwoHeads.Dataset(Pairs.Left, Examples.Floats<F4>(new float[40]), Pairs.Labels, Pairs.Target));
        Assert.StartsWith("70 examples for 'left', but 10 for 'right'.", e.Message);
        Assert.Throws<ArgumentException>(() => new TwoHeads.Dataset(Examples.Floats<F5>([]), Pairs.Right, Pairs.Labels, Pairs.Target));
        Assert.Throws<ArgumentNullException>("right", () => new TwoHeads.Dataset(Pairs.Left, null!, Pairs.Labels, Pairs.Target));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TwoHeads.Dataset(Pairs.Left, Pairs.Right, Pairs.Labels, Pairs.Target) { LoaderThreads = 0 });
    }

    [Fact]
    public void a_data_set_of_columns_has_the_parts_that_others_have()
    {
        var some = Pairs.Select(7, 2, 2);
        Assert.Equal([7, 2, 2], Rows(some));
        Assert.Equal([7, 2], Rows(some.Take(2)));
        var (learning, validation) = Pairs.OnThreads(3).Split(0.2, seed: 1);
        Assert.Equal(Enumerable.Range(0, Count), Rows(learning).Concat(Rows(validation)).Order());
        Assert.Equal((56, 14, 3, 3, 1), (learning.Count, validation.Count, learning.LoaderThreads, validation.Take(5).LoaderThreads, Pairs.LoaderThreads));
        Assert.Equal(Enumerable.Range(0, Count), Pairs.Folds(4, seed: 1).SelectMany(fold => Rows(fold.Validation)).Order());

        var classes = Classes(Pairs);
        Assert.All(Classes(Pairs.Split(0.5, seed: 1, stratified: true).Validation).CountBy(kind => kind), of => Assert.InRange(of.Value, classes.Count(kind => kind == of.Key) / 2, classes.Count(kind => kind == of.Key) / 2 + 1));
        Assert.All(Classes(Pairs.PerClass(3, seed: 1)).CountBy(kind => kind), of => Assert.Equal(3, of.Value));
        Assert.Equal(Rows(Pairs).Where(row => classes[row] != 1), Rows(Pairs.OfClasses(0, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pairs.Select(Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pairs.Take(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pairs.OnThreads(0));

        var alike = new Alike.Dataset(Examples.Floats<F1x28x28>(new float[3 * 784]), Examples.Floats<F1x28x28>(new float[3 * 784]), Examples.Floats<Nets.F1>([0, 1, 1]));
        Assert.Throws<InvalidOperationException>(() => alike.PerClass(1, seed: 1));
    }

    [Fact]
    public void names_that_the_generated_methods_have_themselves_are_columns_as_others()
    {
        float[] numbers = Fractions(60, seed: 4);
        var data = new Namesakes.Dataset(
            Examples.Floats<F5>(numbers[..50]), Examples.Floats<F4>(numbers[..40]), Examples.Floats<F3>(numbers[..30]), Examples.Floats<F3>(numbers[10..40]), Examples.Floats<F4>(numbers[..40]), Examples.Floats<Nets.F6>(numbers));
        using var net = new Namesakes(seed: 1);
        using var optimizer = new Sgd(0.1);
        var history = Trainer.For(net, optimizer, Options() with { Epochs = 10 }).Train(data);
        Assert.True(history.Epochs[^1].TrainLoss < history.Epochs[0].TrainLoss);
    }

    [Fact]
    public void numbers_of_double_precision_and_several_threads_give_what_one_gives()
    {
        var threaded = new TwoHeads.Dataset(Pairs.Left, Pairs.Right, Pairs.Labels, Pairs.Target) { LoaderThreads = 3 };
        Assert.Equal(
            Run(new TwoHeads(seed: 1, elementType: ElementType.Float64), Pairs, Options(), cancelAt: null),
            Run(new TwoHeads(seed: 1, elementType: ElementType.Float64), threaded, Options(), cancelAt: null));
    }

    [Fact]
    public void a_step_of_ones_own_is_trained_by_the_same_trainer()
    {
        using var net = new Variational(seed: 1);
        using var optimizer = new Adam(0.01);
        var twice = new Twice(net);
        Trainer.For(twice, optimizer, Options()).Train(Codes);
        Assert.Equal(2 * 3 * Steps, twice.Steps);
    }

    [Fact]
    public void pairs_of_labelled_examples_teach_what_is_alike()
    {
        // Two kinds of pictures: bright on the left, or on the right.
        float[] pixels = Fractions(40 * 784, seed: 5);
        for (int i = 0; i < pixels.Length; i++) pixels[i] += i % 28 < 14 == i / 784 % 2 < 1 ? 1 : 0;
        var pictures = new Dataset<F1x28x28, Labels>(Examples.Floats<F1x28x28>(pixels), Examples.Labels([.. Enumerable.Range(0, 40).Select(i => i % 2)], 2));
        var (left, right, same) = pictures.Pairs<F1>(count: 64, seed: 1);
        using var net = new Alike(seed: 1);
        using var optimizer = new Adam(1e-3);
        var history = Trainer.For(net, optimizer, Options() with { Epochs = 6 }).Train(new Alike.Dataset(left, right, same));

        Assert.True(history.Epochs[^1].TrainLoss < 0.2 * history.Epochs[0].TrainLoss, string.Join(", ", history.Epochs.Select(epoch => epoch.TrainLoss)));
        Assert.Null(history.Epochs[^1].TrainAccuracy);
    }

    [Fact]
    public void labels_that_another_output_is_compared_with_are_no_classes_of_the_first()
    {
        var data = new Dataset<F1x28x28, Labels>(Examples.Floats<F1x28x28>(Fractions(40 * 784, seed: 6)), Examples.Labels([.. Enumerable.Range(0, 40).Select(i => i % 10)], 10));
        using var net = new CodeFirst(seed: 1);
        using var optimizer = new Adam(1e-3);
        var history = Trainer.For(net, optimizer, Options()).Train(data, data);

        Assert.All(history.Epochs, epoch => Assert.True(epoch is { TrainAccuracy: null, TestAccuracy: null, TestLoss: > 0 }));
        Assert.True(history.Epochs[^1].TestLoss < history.Epochs[0].TestLoss);
    }

    [Fact]
    public void labels_that_group_embeddings_are_no_classes_of_their_numbers()
    {
        // Ten labels, embeddings of three numbers.
        var data = new Dataset<F12, Labels>(Examples.Floats<F12>(Fractions(35 * 12, seed: 6)), Examples.Labels([.. Enumerable.Range(0, 35).Select(i => i % 10)], 10));
        using var net = new Kinds(seed: 1);
        using var optimizer = new Adam(1e-2);
        var history = Trainer.For(net, optimizer, Options() with { Epochs = 20 }).Train(data, data);

        Assert.All(history.Epochs, epoch => Assert.True(epoch is { TrainAccuracy: null, TestAccuracy: null, TestLoss: > 0 }));
        Assert.True(history.Epochs[^1].TestLoss < history.Epochs[0].TestLoss);
    }

    private static TrainerOptions Options() => new() { Epochs = 3, BatchSize = 16, Seed = 3, Schedule = LearningRateSchedule.Constant };

    private static Outcome RunVariational(TrainerOptions options, IDataset<Batch<F8>> data, int? cancelAt) => Run(new Variational(seed: 1) { ReadsLossParts = true }, data, options, cancelAt);

    /// <summary>What a training ends with; cancelled after so many steps.</summary>
    private static Outcome Run<TBatch>(ITrainable<TBatch> trained, IDataset<TBatch> data, TrainerOptions options, int? cancelAt) where TBatch : Batch
    {
        using var network = trained.Network;
        using var optimizer = new Adam(0.01);
        using var cancellation = new CancellationTokenSource();
        var history = Trainer.For(trained, optimizer, options with { Callbacks = [new CancelAt(cancelAt, cancellation)] }).Train(data, data, cancellation.Token);
        var epochs = history.Epochs.Select(e => FormattableString.Invariant($"{e.Epoch} {e.TrainLoss:r} {e.TestLoss:r} {string.Join(' ', e.TrainLossParts ?? [])} {string.Join(' ', e.TestLossParts ?? [])}"));
        return new Outcome(Bits(network), string.Join("; ", epochs));
    }

    private static string Bits(Network network) => Convert.ToHexString(MemoryMarshal.AsBytes<double>([.. network.Parameters.SelectMany(Numbers)]));

    private static double[] Numbers(Parameter parameter)
    {
        using var doubles = parameter.Value.To(ElementType.Float64);
        return doubles.ToArray<double>();
    }

    /// <summary>The part of the pairs whose largest score is that of their label, and their loss, as one batch.</summary>
    private static (double Right, double Loss) Measured(TwoHeads net)
    {
        using var batch = new Whole(Pairs);
        float loss = net.Evaluate(batch.Value.Left, batch.Value.Right, batch.Value.Labels, batch.Value.Target, out var output);
        using (output)
        {
            long[] labels = batch.Value.Labels.ToArray<long>();
            return (output.ToArray<float>().Chunk(3).Zip(labels).Count(pair => Array.IndexOf(pair.First, pair.First.Max()) == pair.Second) / (double)Count, loss);
        }
    }

    private static float[] Fractions(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }

    private static TwoHeads.Dataset MakePairs()
    {
        var (left, right, yes) = (Fractions(Count * 5, seed: 2), Fractions(Count * 4, seed: 3), new float[Count * 2]);
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => left[5 * i] > 0.6 ? 2 : right[4 * i] > 0.5 ? 1 : 0)];
        for (int i = 0; i < Count; i++) yes[2 * i] = left[5 * i + 1] > right[4 * i + 1] ? 1 : 0;
        return new TwoHeads.Dataset(Examples.Floats<F5>(left), Examples.Floats<F4>(right), Examples.Labels(labels, 3), Examples.Floats<F2>(yes));
    }

    /// <summary>Which of the pairs these are; every column says so.</summary>
    private static int[] Rows(TwoHeads.Dataset some)
    {
        using var whole = new Whole(some);
        using var all = new Whole(Pairs);
        int[] Of(Func<TwoHeads.Batch, Tensor> column)
        {
            var rows = column(all.Value).ToArray<float>().Chunk((int)column(all.Value).Length / Count).ToArray();
            return [.. column(whole.Value).ToArray<float>().Chunk(rows[0].Length).Select(row => Array.FindIndex(rows, row.SequenceEqual))];
        }

        int[] left = Of(batch => batch.Left);
        Assert.Equal(left, Of(batch => batch.Right));
        Assert.Equal(left.Select(row => all.Value.Labels.ToArray<long>()[row]), whole.Value.Labels.ToArray<long>());
        return left;
    }

    private static int[] Classes(TwoHeads.Dataset some)
    {
        using var whole = new Whole(some);
        return [.. whole.Value.Labels.ToArray<long>().Select(label => (int)label)];
    }

    /// <summary>All pairs as one batch.</summary>
    private sealed class Whole : IDisposable
    {
        private readonly DataLoader<TwoHeads.Batch> _loader;

        public Whole(TwoHeads.Dataset data)
        {
            _loader = new DataLoader<TwoHeads.Batch>(data, data.Count);
            var epoch = _loader.Epoch(0);
            epoch.MoveNext();
            Value = epoch.Current;
        }

        public TwoHeads.Batch Value { get; }

        public void Dispose() => _loader.Dispose();
    }

    private sealed class CancelAt(int? step, CancellationTokenSource cancellation) : TrainingCallback
    {
        private int _steps;

        public override void StepEnded(in StepReport report)
        {
            if (++_steps == step) cancellation.Cancel();
        }
    }

    /// <summary>Learns from each batch twice.</summary>
    private sealed class Twice(Variational net) : ITrainable<Batch<F8>>
    {
        public int Steps { get; private set; }

        public Network Network => net;

        public float TrainStep(Batch<F8> batch, Optimizer optimizer)
        {
            Steps += 2;
            return (net.TrainStep(batch.Input, optimizer) + net.TrainStep(batch.Input, optimizer)) / 2;
        }

        public (float Loss, Tensor Output) Evaluate(Batch<F8> batch) => (net.Evaluate(batch.Input, out var output), output);
    }

    private sealed record Outcome(string Weights, string Epochs);
}
