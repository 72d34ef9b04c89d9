using ModelDsl.Runtime.Interop;
using static ModelDsl.Runtime.Tests.Steps.LayoutRuns;

namespace ModelDsl.Runtime.Tests.Steps;

/// <summary>Each operation on feature maps in blocks against the same on plain ones, forward and backward; and in bfloat16 against float32.</summary>
public sealed class BlockedTests
{
    // bfloat16 rounds by 2e-3 of a number at most; a few roundings lie between input and result.
    private const double AllowedReduced = 1.5e-2;

    // What is exact in float32 is rounded once where the result is a sum.
    private const double RoundedOnce = 2e-3;

    public static TheoryData<string> Names => [.. BlockedCases.All.Select(c => c.Name)];

    [BlocksTheory]
    [MemberData(nameof(Names))]
    public void an_operation_in_blocks_is_the_plain_one(string name)
    {
        var (_, allowed, run) = BlockedCases.All.Single(c => c.Name == name);
        Compare(allowed, Results(run, inBlocks: false), Results(run, inBlocks: true));
    }

    [BlocksFact]
    public void a_nan_is_a_maximum_and_stays_it()
    {
        var (plain, blocked) = (Pooled(inBlocks: false), Pooled(inBlocks: true));
        Assert.Equal([float.NaN, 4, float.NaN, float.NaN], plain.Take(4).Select(n => (float)n));
        Assert.Equal(plain, blocked);

        double[] Pooled(bool inBlocks) => Results((_, step) =>
        {
            // First, nowhere, last, and among infinities.
            float[] rows = [float.NaN, 1, 3, 4, 1, 2, float.PositiveInfinity, float.NaN, 2, 3, 1, 2, 3, float.NaN, float.NegativeInfinity, 5];
            using var tensor = Numbers.Random([1, 16, 2, 8], ElementType.Float32, seed: 1);
            tensor.CopyFrom<float>(Enumerable.Repeat(rows, 16).SelectMany(r => r).ToArray());
            var x = step.ToBlocked("x", step.Activate("copy", step.Input(tensor, "x"), Activation.None));
            return [step.ToPlain("y", step.MaxPool("pool", x, 2, 2), 16)];
        }, inBlocks).Single().Numbers;
    }

    [BlocksFact]
    public void an_exact_convolution_rounds_otherwise_than_one_by_winograds_algorithm_or_by_amx()
    {
        foreach (var (name, _, run) in BlockedCases.All)
        {
            var exact = BlockedCases.All.SingleOrDefault(c => c.Name == name + ", exact");
            if (exact.Run is null) continue;
            var (usual, other) = (Results(run, inBlocks: true), Results(exact.Run, inBlocks: true));
            // The result and the gradients of input and weight.
            foreach (int i in Ours(name, usual.Count).Where(i => i <= 2)) Assert.True(usual[i].Numbers.SequenceEqual(other[i].Numbers) != RoundsOtherwise(name), $"{name}, result {i}");
        }
    }

    [BlocksFact]
    public void winograds_algorithm_and_amx_round_alike_with_any_number_of_threads() =>
        CompareThreads(Precision.Float32, name => RoundsOtherwise(name) && !name.EndsWith("exact", StringComparison.Ordinal));

    [BFloat16Fact]
    public void a_weight_gradient_in_bfloat16_rounds_alike_with_any_number_of_threads() =>
        CompareThreads(Precision.BFloat16, name => name.StartsWith("convolution", StringComparison.Ordinal) && (name.Contains("1x1") || name.Contains("strided")) && !name.Contains("image"));

    private static bool RoundsOtherwise(string name) => name.Contains("that Winograd takes") || (Dispatcher.Default.HasAmx && name.Contains("that AMX takes"));

    // All results of a case but the gradients of an image, which libtorch makes: its threads add up in another order where it takes AVX2.
    private static IEnumerable<int> Ours(string name, int count) =>
        name.StartsWith("convolution", StringComparison.Ordinal) && name.Contains("image") && !name.Contains("inference")
            ? Enumerable.Range(0, count - 2).Where(i => i != 1)
            : Enumerable.Range(0, count);

    private static void CompareThreads(Precision precision, Func<string, bool> isMeant)
    {
        int before = Dispatcher.Default.Threads;
        try
        {
            foreach (var (name, _, run) in BlockedCases.All.Where(c => isMeant(c.Name)))
            {
                Dispatcher.Default.Threads = 1;
                var alone = Results(run, inBlocks: true, precision);
                foreach (int threads in (int[])[2, 3])
                {
                    Dispatcher.Default.Threads = threads;
                    var together = Results(run, inBlocks: true, precision);
                    foreach (int i in Ours(name, alone.Count)) Assert.True(alone[i].Numbers.SequenceEqual(together[i].Numbers), $"{name}, result {i}, {threads} threads");
                }
            }
        }
        finally
        {
            Dispatcher.Default.Threads = before;
        }
    }

    [BFloat16Theory]
    [MemberData(nameof(Names))]
    public void an_operation_in_bfloat16_is_the_plain_one_but_for_rounding(string name)
    {
        var (_, allowed, run) = BlockedCases.All.Single(c => c.Name == name);
        Compare(allowed == 0 ? RoundedOnce : AllowedReduced, Results(run, inBlocks: false), Results(run, inBlocks: true, Precision.BFloat16));
    }

    [BFloat16Fact]
    public void rounding_to_bfloat16_is_to_the_nearest_and_keeps_what_is_no_number()
    {
        // 1 + 2^-8 lies between two of them, and the even one is 1; adding to a NaN's bits must not carry it away.
        const float Half = 1 / 256f;
        float[] numbers = [1, 1 + Half, 1 + 3 * Half, -1 - 1.01f * Half, float.PositiveInfinity, BitConverter.Int32BitsToSingle(0x7FFFFFFF), 3.4e38f, 0];
        float[] expected = [1, 1, 1 + 4 * Half, -1 - 2 * Half, float.PositiveInfinity, float.NaN, float.PositiveInfinity, 0];
        var rounded = Results((network, step) =>
        {
            // 0 x + bias
            var layer = new BatchNormParameters(network, "bn", 16);
            layer.Weight.Value.CopyFrom<float>(new float[16]);
            layer.Bias.Value.CopyFrom<float>([.. numbers, .. numbers]);
            using var tensor = Numbers.Random([1, 16, 2, 2], ElementType.Float32, seed: 1);
            var x = step.ToBlocked("x", step.Activate("copy", step.Input(tensor, "x"), Activation.None));
            return [step.ToPlain("y", step.BatchNormInference(layer, x), 16)];
        }, inBlocks: true, Precision.BFloat16);
        Assert.Equal(expected, rounded[0].Numbers.Where((_, i) => i % 4 == 0).Take(8).Select(n => (float)n));
    }
}
