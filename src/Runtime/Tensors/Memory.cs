using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>The memory of the CPU's tensors, exact to the byte.</summary>
public static class Memory
{
    /// <summary>Bytes in use by tensors now.</summary>
    public static long CurrentBytes => Dispatcher.Default.CpuMemory.CurrentBytes;

    /// <summary>The most bytes in use at once since the start or the last <see cref="ResetPeak"/>.</summary>
    public static long PeakBytes => Dispatcher.Default.CpuMemory.PeakBytes;

    /// <summary>Bytes given back by tensors and kept for the next ones.</summary>
    public static long CachedBytes => Dispatcher.Default.CpuMemory.CachedBytes;

    /// <summary>Buffers in use by tensors now.</summary>
    public static long Buffers => Dispatcher.Default.CpuMemory.Buffers;

    /// <summary>Lets the peak start again from what is in use now.</summary>
    public static void ResetPeak() => Dispatcher.Default.ResetPeakMemory();

    /// <summary>Gives what is kept for reuse back to the operating system.</summary>
    public static void Trim() => Dispatcher.Default.TrimMemory();
}
