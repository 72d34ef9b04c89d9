using ModelDsl.Runtime.Interop;
using static ModelDsl.Runtime.Tests.Interop.Handles;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>What is counted is counted for the whole process: these tests run alone.</summary>
[Collection(nameof(MemoryCollection))]
public sealed class MemoryTests
{
    public MemoryTests()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    // Named, because the debug build allocates a literal in the middle of a call.
    private static readonly long[] Column = [16, 1];
    private static readonly long[] Zero = [0, 0];
    private static readonly long[] One = [1, 1];
    private static readonly long[] Two = [2, 2];
    private static readonly bool[] OnlyWeight = [false, true, false];
    private static readonly Operator Neg = Torch.Resolve("aten::neg");

    private delegate void Action(Dispatcher dispatcher, Aten aten, nint a, nint b);

    // Each call gives back whatever it gets.
    private static readonly Dictionary<string, Action> Calls = new()
    {
        ["in place"] = (_, aten, a, _) => aten.ReluInPlace(a),
        ["a result"] = (d, aten, a, b) => d.Release(aten.Add(a, b)),
        ["a view"] = (d, aten, a, _) => d.Release(aten.View(a, Column)),
        ["the same tensor again"] = (d, aten, a, _) => d.Release(aten.Contiguous(a)),
        ["two results"] = (d, aten, a, _) =>
        {
            var (output, indices) = aten.MaxPool2dWithIndices(a, Two, Two, Zero, One, false);
            d.Release(output);
            d.Release(indices);
        },
        ["three results, one of them absent"] = (d, aten, a, b) =>
        {
            var (input, weight, bias) = aten.ConvolutionBackward(a, a, b, [], One, Zero, One, false, Zero, 1, OnlyWeight);
            if ((input | bias) != 0) throw new InvalidOperationException("gradients that were not asked for");
            d.Release(weight);
        },
        ["a list of tensors"] = (d, aten, a, b) => d.Release(aten.Cat([a, b], 2)),
        ["a dropped result"] = (d, _, a, _) => d.Call(Neg, [Argument.Tensor(a)], []),
        ["references taken and given back"] = (d, _, a, _) => d.Release(d.Retain(a)),
        ["sizes"] = (d, _, a, _) =>
        {
            Span<long> sizes = stackalloc long[4];
            d.Sizes(a, sizes);
        },
        ["a fused loss"] = (d, aten, a, b) =>
        {
            var (loss, gradient) = aten.SigmoidBce(a, a);
            d.Release(loss);
            d.Release(gradient);
        },
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ten_thousand_calls_leave_nothing_behind_and_allocate_no_managed_memory(string name)
    {
        using var h = new Handles();
        var a = h.Normal(1, [1, 1, 4, 4]);
        var b = h.Normal(2, [1, 1, 1, 4]);
        if (name.StartsWith("three", StringComparison.Ordinal)) b = h.Normal(3, [1, 1, 1, 1]);
        var (dispatcher, aten, call) = (Torch, Ops, Calls[name]);
        for (var i = 0; i < 100; i++) call(dispatcher, aten, a, b);
        var before = dispatcher.CpuMemory;
        var managed = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) call(dispatcher, aten, a, b);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        var after = dispatcher.CpuMemory;
        Assert.Equal(before, after);
        // The runtime may recompile the method meanwhile, which counts for this thread once.
        Assert.InRange(allocated, 0, 1000);
    }

    [Fact]
    public void calls_that_fail_leave_nothing_behind()
    {
        using var h = new Handles();
        var (a, b) = (h.Normal(1, [2, 2]), h.Normal(2, [3, 3]));
        var before = Torch.CpuMemory;
        for (var i = 0; i < 100; i++) Assert.Throws<LibTorchException>(() => Ops.Mm(a, b));
        Assert.Equal(before, Torch.CpuMemory);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(300_000)]
    public void bytes_are_counted_exactly(long elements)
    {
        var before = Torch.CpuMemory;
        Memory.ResetPeak();
        using (Tensor.Empty([elements]))
        {
            Assert.Equal(before.CurrentBytes + (4 * elements), Memory.CurrentBytes);
            Assert.Equal(before.Buffers + 1, Memory.Buffers);
            using (Tensor.Empty([elements]))
            {
            }
        }

        Assert.Equal(before.CurrentBytes, Memory.CurrentBytes);
        Assert.Equal(before.CurrentBytes + (8 * elements), Memory.PeakBytes);
        Memory.ResetPeak();
        Assert.Equal(before.CurrentBytes, Memory.PeakBytes);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(10_000_000)]
    public void a_freed_buffer_serves_the_next_tensor(long elements)
    {
        Memory.Trim();
        var first = Tensor.Empty([elements]);
        var address = Torch.Data(first.Handle);
        first.Dispose();
        using var second = Tensor.Empty([elements]);
        Assert.Equal(address, Torch.Data(second.Handle));
    }

    [Fact]
    public void what_is_kept_stays_below_half_of_the_peak_and_trim_gives_all_of_it_back()
    {
        Memory.Trim();
        const long Large = 32 << 20;
        for (var round = 0; round < 20; round++)
        {
            // No two rounds' sizes fit into each other.
            using var one = Tensor.Empty([Large + (round * 1_000_003)]);
            using var two = Tensor.Empty([(Large / 2) + (round * 700_001)]);
        }

        var most = 4 * (Large + (Large / 2) + (19 * 1_700_004)) + Memory.CurrentBytes;
        Assert.InRange(Memory.CachedBytes, 1, (most * 3 / 2) + (65 << 20));
        Memory.Trim();
        Assert.Equal(0, Memory.CachedBytes);
    }

    [Fact]
    public void buffers_do_not_overlap_whatever_the_order_of_sizes_and_releases()
    {
        var random = new Random(5);
        var live = new List<(Tensor Tensor, byte Mark)>();
        var start = Memory.CurrentBytes;
        for (var i = 0; i < 3000; i++)
        {
            if (live.Count > 40 || (live.Count > 0 && random.Next(3) == 0))
            {
                var at = random.Next(live.Count);
                var (tensor, mark) = live[at];
                Assert.True(IsFilledWith(tensor, mark), $"step {i}");
                tensor.Dispose();
                live.RemoveAt(at);
            }
            else
            {
                var length = (long)Math.Exp(random.NextDouble() * 15);
                var tensor = Tensor.Empty([length], ElementType.UInt8);
                tensor.Dispatcher.Aten.FillInPlace(tensor.Handle, i % 251);
                live.Add((tensor, (byte)(i % 251)));
            }
        }

        foreach (var (tensor, mark) in live)
        {
            Assert.True(IsFilledWith(tensor, mark));
            tensor.Dispose();
        }

        Assert.Equal(start, Memory.CurrentBytes);
    }

    [Fact]
    public void several_threads_may_call_at_once()
    {
        var before = Torch.CpuMemory.CurrentBytes;
        using var x = Tensor.From<float>([1, 2, 3, 4], [2, 2]);
        Parallel.For(0, 64, _ =>
        {
            for (var i = 0; i < 200; i++)
            {
                var sum = Ops.Add(x.Handle, x.Handle);
                var product = Ops.Mm(sum, x.Handle);
                Assert.Equal([14, 20, 30, 44], Read(product));
                Torch.Release(sum);
                Torch.Release(product);
            }
        });
        Assert.Equal(before + 16, Torch.CpuMemory.CurrentBytes);
    }

    [Fact]
    public void a_tensor_that_nobody_disposed_is_freed_by_the_garbage_collector_and_counted()
    {
        var (finalized, bytes) = (Tensor.Finalized, Memory.CurrentBytes);
        Lose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(finalized + 1, Tensor.Finalized);
        Assert.Equal(bytes, Memory.CurrentBytes);

        using (Tensor.Zeros([3]))
        {
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(finalized + 1, Tensor.Finalized);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Lose() => _ = Tensor.Zeros([1000]);

    private static bool IsFilledWith(Tensor tensor, byte mark) => !tensor.ToArray<byte>().AsSpan().ContainsAnyExcept(mark);
}
