using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>Handles made in a test: released together at its end.</summary>
internal sealed class Handles : IDisposable
{
    private readonly List<nint> _all = [];

    public static Dispatcher Torch => Dispatcher.Default;

    public static Aten Ops => Dispatcher.Default.Aten;

    public nint Add(nint handle)
    {
        _all.Add(handle);
        return handle;
    }

    public nint Floats(ReadOnlySpan<long> sizes, params ReadOnlySpan<float> data)
    {
        using var tensor = Tensor.From(data, sizes);
        return Add(Torch.Retain(tensor.Handle));
    }

    /// <summary>Standard normal numbers, the same for the same seed.</summary>
    public nint Normal(long seed, ReadOnlySpan<long> sizes, ElementType type = ElementType.Float32)
    {
        using var random = new RandomStream(seed);
        var handle = Add(Ops.Empty(sizes, type, Device.Cpu));
        Ops.NormalInPlace(handle, 0, 1, random.Handle);
        return handle;
    }

    /// <summary>The elements as doubles, row-major.</summary>
    public static double[] Read(nint handle)
    {
        var doubles = Ops.ToCopy(handle, ElementType.Float64, Device.Cpu);
        var contiguous = Ops.Contiguous(doubles);
        Torch.Release(doubles);
        using var tensor = new Tensor(Torch, contiguous);
        return tensor.ToArray<double>();
    }

    public static long[] Sizes(nint handle)
    {
        var sizes = new long[Torch.Rank(handle)];
        Torch.Sizes(handle, sizes);
        return sizes;
    }

    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = 1e-30;
        foreach (var x in expected) scale = Math.Max(scale, Math.Abs(x));
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(expected[i] - actual[i]) / scale;
            Assert.True(error <= relative, $"element {i}: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }

    public void Dispose()
    {
        foreach (var handle in _all) Torch.Release(handle);
    }
}
