using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Models.Tests.Training;

// The model library has shapes of these names too.
using Nets;
using F1 = Nets.F1;
using F3 = Nets.F3;
using F6 = Nets.F6;

/// <summary>Models that begin with another's layers: names, weights, features, and training with that part frozen.</summary>
public sealed class TransferTests
{
    private const int Count = 24;

    private static readonly float[] Pixels = Numbers(Count * 192, seed: 1);

    private static Dataset<F3x8x8, Labels> Examples { get; } = new(
        Runtime.Data.Examples.Floats<F3x8x8>(Pixels), Runtime.Data.Examples.Labels([.. Enumerable.Range(0, Count).Select(i => i % 3)], 3));

    [Fact]
    public void the_base_keeps_its_names_and_the_head_takes_others()
    {
        using var teacher = new Teacher();
        using var pupil = new Pupil();

        Assert.Equal(["conv1.weight", "bn1.weight", "bn1.bias"], pupil.Parameters.Take(3).Select(parameter => parameter.Name));
        Assert.Equal(["fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"], pupil.Parameters.TakeLast(4).Select(parameter => parameter.Name));
        Assert.Equal(teacher.Parameters.SkipLast(2).Select(parameter => parameter.ToString()), pupil.Parameters.SkipLast(4).Select(parameter => parameter.ToString()));
        Assert.Equal(teacher.Buffers.Select(buffer => buffer.Name), pupil.Buffers.Select(buffer => buffer.Name));
    }

    [Fact]
    public void weights_go_from_the_base_by_name_and_the_base_computes_the_same()
    {
        using var teacher = Learned();
        using var pupil = new Pupil(seed: 5);
        var loaded = pupil.LoadFrom(teacher);

        Assert.Equal(["fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"], loaded.Missing);
        Assert.Equal(["fc1.weight", "fc1.bias"], loaded.LeftOver);
        using var x = Batch();
        using var features = pupil.Features(x);
        using var logits = teacher.Logits(x);
        Assert.Equal(Scores(features.ToArray<float>(), teacher.Fc1.Weight, teacher.Fc1.Bias!), logits.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void head_and_features_make_the_whole_and_share_its_weights()
    {
        using var pupil = new Pupil(seed: 2);
        using var x = Batch();
        using var whole = pupil.Predict(x);
        using var features = pupil.Features(x);
        using var made = pupil.Head.Predict(features);

        Assert.Equal(whole.ToArray<float>(), made.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Same(pupil.Fc3.Weight, pupil.Head.Fc3.Weight);
        Assert.Equal(pupil.Parameters.TakeLast(4), pupil.Head.Parameters);
        Assert.Empty(pupil.Head.Buffers);
        pupil.Head.Dispose();
        using var again = pupil.Predict(x);
        Assert.Equal(whole.ToArray<float>(), again.ToArray<float>());
    }

    [Fact]
    public void training_the_head_on_features_made_once_is_training_with_a_frozen_base()
    {
        using var frozen = Fresh();
        using var cached = Fresh();
        frozen.FreezeUntil("gap");
        Train(frozen, Examples);
        Train(cached.Head, Examples.Map(cached.Features));

        foreach (var (expected, actual) in frozen.Parameters.Zip(cached.Parameters)) Assert.Equal(expected.Value.ToArray<float>(), actual.Value.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
        using var start = Fresh();
        Assert.NotEqual(start.Fc3.Weight.Value.ToArray<float>(), frozen.Fc3.Weight.Value.ToArray<float>());
    }

    [Fact]
    public void a_frozen_base_stays_as_it_is_to_the_bit_with_its_running_statistics()
    {
        using var pupil = Fresh();
        pupil.FreezeUntil("gap");
        var before = Base(pupil);
        Train(pupil, Examples);
        Assert.Equal(before, Base(pupil));

        pupil.Unfreeze();
        Train(pupil, Examples);
        Assert.NotEqual(before, Base(pupil));
    }

    [Fact]
    public void the_parts_of_the_loss_are_known_where_the_head_learns_alone()
    {
        using var pupil = new LightPupil(seed: 3) { ReadsLossParts = true };
        using var optimizer = new Sgd(0.1);
        pupil.FreezeUntil("gap");
        var epoch = Trainer.For(pupil, optimizer, new TrainerOptions { Epochs = 1, BatchSize = 8 }).Train(Examples).Epochs[0];

        Assert.True(pupil.Head.ReadsLossParts);
        Assert.Equal(pupil.LossTerms, epoch.TrainLossParts!.Select(part => part.Term));
        Assert.Equal(epoch.TrainLoss, epoch.TrainLossParts!.Sum(part => part.Value), 1e-5);
        Assert.All(epoch.TrainLossParts!, part => Assert.True(part.Value > 0));
    }

    [Fact]
    public void a_base_frozen_in_part_learns_where_it_is_not()
    {
        using var pupil = Fresh();
        pupil.FreezeUntil("pair2_2");
        var before = Base(pupil);
        Train(pupil, Examples);
        var after = Base(pupil);
        int frozen = pupil.Parameters.Where(parameter => parameter.IsFrozen).Sum(parameter => (int)parameter.Length);

        Assert.Equal(before[..frozen], after[..frozen]);
        Assert.NotEqual(before[frozen..], after[frozen..]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void frozen_normalisations_and_convolutions_have_the_same_gradients_in_blocks_as_without(bool freezesConvolutions)
    {
        using var blocked = new Teacher(seed: 3);
        using var plain = new Teacher(seed: 3) { UsesBlocks = false };
        var expected = LearnedBesides(plain, freezesConvolutions);

        Assert.Equal(expected, LearnedBesides(blocked, freezesConvolutions), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [BFloat16Fact]
    public void frozen_normalisations_have_nearly_the_same_gradients_in_bfloat16()
    {
        using var half = new Teacher(seed: 3) { Precision = Precision.BFloat16 };
        using var full = new Teacher(seed: 3);
        using var start = new Teacher(seed: 3);
        var (expected, actual) = (LearnedBesides(full, freezesConvolutions: false), LearnedBesides(half, freezesConvolutions: false));
        var before = start.Parameters.Where(parameter => !parameter.Name.Contains("bn", StringComparison.Ordinal)).SelectMany(parameter => parameter.Value.ToArray<float>()).ToArray();
        double error = expected.Zip(actual, (a, b) => Math.Pow(a - b, 2)).Sum(), learned = expected.Zip(before, (a, b) => Math.Pow(a - b, 2)).Sum();

        Assert.InRange(Math.Sqrt(error / learned), 1e-7, 0.1);
    }

    [Fact]
    public void a_model_may_begin_within_equal_blocks_and_with_a_model_that_begins_with_another()
    {
        using var early = new EarlyPupil(seed: 1);
        using var grand = new GrandPupil(seed: 1);
        using var teacher = Learned();

        Assert.Equal(2, early.Pair2_1.Count);
        Assert.Equal("pair1.conv1.weight", early.Parameters.Single(parameter => parameter.Layer == "pair1.conv1").Name);
        Assert.Equal(["bn1.running_mean", "bn1.running_var", "pair2_1.bn1.running_mean"], early.LoadFrom(teacher).Taken.Where(name => name.Contains("running", StringComparison.Ordinal)).Take(3));
        Assert.Equal(["fc2.weight", "fc2.bias", "fc4.weight", "fc4.bias"], grand.Parameters.TakeLast(4).Select(parameter => parameter.Name));
    }

    [Fact]
    public void a_base_of_several_inputs_gives_its_features_of_all()
    {
        using var twins = new FarTwins(seed: 1);
        using var left = Tensor<F6>.From(Numbers(18, seed: 2));
        using var right = Tensor<F6>.From(Numbers(18, seed: 3));
        using var wanted = Tensor<F1>.From([1f, 0, 1]);
        using var features = twins.Features(left, right);
        using var whole = twins.Predict(left, right);
        using var made = twins.Head.Predict(features);
        Assert.Equal(whole.ToArray<float>(), made.ToArray<float>());

        using var optimizer = new Sgd(0.1);
        twins.Freeze("embed");
        var before = twins.EmbedFc1.Weight.Value.ToArray<float>();
        float first = twins.TrainStep(left, right, wanted, optimizer);
        Assert.True(twins.TrainStep(left, right, wanted, optimizer) < first);
        Assert.Equal(before, twins.EmbedFc1.Weight.Value.ToArray<float>());
    }

    [Fact]
    public void features_made_once_are_those_of_each_example_and_keep_its_target()
    {
        using var pupil = Fresh();
        var features = Examples.Take(10).Map(pupil.Features, batchSize: 4);
        Assert.Equal(10, features.Count);
        using var batch = features.Inputs.CreateBatch(1);
        using var x = Examples.Inputs.CreateBatch(1);
        features.Inputs.Read([9], batch);
        Examples.Inputs.Read([9], x);
        using var expected = pupil.Features(x);

        Assert.Equal(expected.ToArray<float>(), batch.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Throws<ArgumentException>(() => Examples.Map(input => pupil.Features(x)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Examples.Map(pupil.Features, batchSize: 0));
    }

    private static Pupil Fresh()
    {
        using var teacher = Learned();
        var pupil = new Pupil(seed: 4);
        pupil.LoadFrom(teacher);
        return pupil;
    }

    private static Teacher Learned()
    {
        var teacher = new Teacher(seed: 3);
        using var optimizer = new Sgd(0.05, momentum: 0.9);
        Trainer.For(teacher, optimizer, new TrainerOptions { Epochs = 2, BatchSize = 8 }).Train(Examples);
        return teacher;
    }

    private static void Train<TInput>(Network<TInput, F3, Labels> network, Dataset<TInput, Labels> data) where TInput : IShape
    {
        using var optimizer = new Sgd(0.05, momentum: 0.9, weightDecay: 0.01);
        Trainer.For(network, optimizer, new TrainerOptions { Epochs = 3, BatchSize = 8, Seed = 7 }).Train(data);
    }

    /// <summary>What the layers that are not frozen come to in three steps.</summary>
    private static float[] LearnedBesides(Teacher teacher, bool freezesConvolutions)
    {
        foreach (var parameter in teacher.Parameters)
            parameter.IsFrozen = parameter.Name.Contains("bn", StringComparison.Ordinal) || (freezesConvolutions && parameter.Layer.Contains("conv2", StringComparison.Ordinal));
        using var optimizer = new Sgd(0.1);
        using var x = Batch();
        using var labels = Labels.From([.. Enumerable.Range(0, 8).Select(i => (long)(i % 3))]);
        for (int i = 0; i < 3; i++) teacher.TrainStep(x, labels, optimizer);
        return [.. teacher.Parameters.Where(parameter => !parameter.IsFrozen).SelectMany(parameter => parameter.Value.ToArray<float>())];
    }

    private static Tensor<F3x8x8> Batch() => Tensor<F3x8x8>.From(Pixels.AsSpan(0, 8 * 192));

    private static float[] Base(Pupil pupil) =>
    [
        .. pupil.Parameters.SkipLast(4).SelectMany(parameter => parameter.Value.ToArray<float>()),
        .. pupil.Buffers.SelectMany(buffer => buffer.Value.ToArray<float>()),
    ];

    private static float[] Scores(float[] features, Parameter weight, Parameter bias)
    {
        var (w, b) = (weight.Value.ToArray<float>(), bias.Value.ToArray<float>());
        int width = w.Length / b.Length;
        return [.. Enumerable.Range(0, features.Length / width).SelectMany(n => b.Select((offset, k) => offset + Enumerable.Range(0, width).Sum(i => w[(k * width) + i] * features[(n * width) + i])))];
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2) - 1)];
    }
}
