namespace ModelDsl.Runtime.Tests;

/// <summary>Tests that count tensors or bytes: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(MemoryCollection), DisableParallelization = true)]
public sealed class MemoryCollection
{
    /// <summary>Buffers in use, once the finalizers of earlier tests' leftovers are through.</summary>
    internal static long Buffers()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Memory.Buffers;
    }
}
