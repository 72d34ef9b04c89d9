using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Capturing;

/// <summary>What decides which operations a training step consists of: the sizes of what it is given, what is frozen, and the settings.</summary>
internal sealed class StepConditions
{
    private readonly long[][] _sizes;
    private readonly bool[] _frozen;
    private readonly Settings _settings;

    public StepConditions(Network network, ReadOnlySpan<Tensor> given)
    {
        _sizes = new long[given.Length][];
        for (int i = 0; i < given.Length; i++) _sizes[i] = given[i].Sizes;
        _frozen = [.. network.Parameters.Select(parameter => parameter.IsFrozen)];
        _settings = Settings.Of(network);
    }

    /// <summary>Whether they are the same now. Allocates nothing.</summary>
    public bool Hold(Network network, ReadOnlySpan<Tensor> given)
    {
        if (given.Length != _sizes.Length || _settings != Settings.Of(network)) return false;
        for (int i = 0; i < given.Length; i++)
        {
            if (!HasSizes(given[i], _sizes[i])) return false;
        }

        for (int i = 0; i < _frozen.Length; i++)
        {
            if (_frozen[i] != network.Parameters[i].IsFrozen) return false;
        }

        return true;
    }

    private static bool HasSizes(Tensor tensor, long[] expected)
    {
        if (tensor.Rank != expected.Length) return false;
        Span<long> sizes = stackalloc long[expected.Length];
        tensor.CopySizes(sizes);
        return sizes.SequenceEqual(expected);
    }

    private readonly record struct Settings(Precision Precision, bool UsesBlocks, bool IsExact, CudaSettings Cuda)
    {
        public static Settings Of(Network network) => new(network.Precision, network.UsesBlocks, network.IsExact, network.Dispatcher.CudaSettings);
    }
}
