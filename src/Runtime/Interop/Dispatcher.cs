using ModelDsl.Runtime.Capturing;
using ModelDsl.Runtime.LibTorch;

namespace ModelDsl.Runtime.Interop;

/// <summary>
/// The seam to libtorch: "call this operator with these arguments", and the few things about a tensor that no operator tells.
/// A tensor's handle owns one reference to it; 0 is no tensor. Every member may be called from any thread and throws
/// <see cref="LibTorchException"/> when libtorch does.
/// </summary>
public abstract class Dispatcher
{
    private long _finalizedTensors;
    private Aten? _aten;

    /// <summary>The dispatcher that tensors are made with when none is named: TorchSharp's where the build has it, our own shim's elsewhere.</summary>
#if TORCHSHARP
    public static Dispatcher Default => TorchSharp.TorchSharpDispatcher.Instance;
#else
    public static Dispatcher Default => LibTorchDispatcher.Instance;
#endif

    /// <summary>ATen's operators, typed.</summary>
    public Aten Aten => _aten ?? Interlocked.CompareExchange(ref _aten, new Aten(this), null) ?? _aten;

    /// <summary>The version of libtorch: "1.13.1".</summary>
    public abstract string Version { get; }

    /// <summary>Finds an operator. One that libtorch lacks comes back with <see cref="Operator.Exists"/> false.</summary>
    public abstract Operator Resolve(string name, string overload = "");

    /// <summary>
    /// Calls an operator without recording gradients. The handles of the resulting tensors (a list's are laid out one by one) go to
    /// <paramref name="results"/>, those beyond its length are dropped. Returns how many results there were.
    /// </summary>
    public abstract int Call(Operator operation, ReadOnlySpan<Argument> arguments, Span<nint> results);

    /// <summary>Takes one more reference and returns the same handle. None for 0.</summary>
    public abstract nint Retain(nint tensor);

    /// <summary>Gives one reference back; the last one frees the tensor. Nothing for 0.</summary>
    public abstract void Release(nint tensor);

    public abstract int Rank(nint tensor);

    /// <summary>Writes the sizes to the first <see cref="Rank"/> elements.</summary>
    public abstract void Sizes(nint tensor, Span<long> sizes);

    /// <summary>Writes the strides, in elements, to the first <see cref="Rank"/> elements.</summary>
    public abstract void Strides(nint tensor, Span<long> strides);

    /// <summary>The number of elements.</summary>
    public abstract long Length(nint tensor);

    public abstract ElementType ElementType(nint tensor);

    public abstract Device Device(nint tensor);

    /// <summary>The address of the first element, in the memory of the tensor's device.</summary>
    public abstract nint Data(nint tensor);

    public abstract bool IsContiguous(nint tensor);

    /// <summary>A new seeded generator of random numbers for the device; release it with <see cref="ReleaseGenerator"/>.</summary>
    public abstract nint NewGenerator(Device device, ulong seed);

    public abstract void ReleaseGenerator(nint generator);

    /// <summary>The generator's state as a new uint8 tensor on the CPU.</summary>
    public abstract nint GeneratorState(nint generator);

    public abstract void SetGeneratorState(nint generator, nint state);

    /// <summary>Threads that one operator on the CPU may use.</summary>
    public abstract int Threads { get; set; }

    /// <summary>
    /// Channels that stand beside each other in a feature map in blocks, [N, C / block, H, W, block]; 0 where the operators on such do not exist.
    /// </summary>
    public virtual int Block => 0;

    /// <summary>Whether feature maps in blocks may be of bfloat16.</summary>
    public virtual bool HasBFloat16 => false;

    /// <summary>Whether this processor multiplies tiles of bfloat16 (AMX): convolutions in blocks do so then, those of float32 by its upper and lower halves.</summary>
    public virtual bool HasAmx => false;

    public abstract bool HasCuda { get; }

    /// <summary>
    /// What this thread queues on the device from here on is done beside what others queue. A dispatcher that cannot have that so, and the CPU, go on as before.
    /// </summary>
    internal virtual void UseOwnStream(Device device)
    {
    }

    /// <summary>A mark in the device's work, which nothing waits for until it is set; null where all that is queued is done in turn.</summary>
    internal virtual IDeviceMark? NewMark(Device device) => null;

    /// <summary>An empty graph for work on the device, some of which may draw from the random numbers.</summary>
    /// <exception cref="LibTorchException">There are none; the message says why.</exception>
    internal virtual IStepGraph NewGraph(Device device, RandomStream random) => throw new LibTorchException("CUDA graphs are not reached through TorchSharp.");

    /// <summary>What libtorch's kernels of CUDA may do, for the whole process. A dispatcher that cannot say so has libtorch's defaults, and setting it does nothing.</summary>
    public virtual CudaSettings CudaSettings
    {
        get => CudaSettings.Default;
        set { }
    }

    /// <summary>What the CPU's tensors take now and took at most since the last <see cref="ResetPeakMemory"/>.</summary>
    public abstract MemoryStatistics CpuMemory { get; }

    public abstract void ResetPeakMemory();

    /// <summary>Gives the memory that is kept for reuse back to the operating system.</summary>
    public abstract void TrimMemory();

    /// <summary>Tensors that were left to the garbage collector instead of being disposed. In a program without leaks: 0.</summary>
    public long FinalizedTensors => Interlocked.Read(ref _finalizedTensors);

    internal void CountFinalized() => Interlocked.Increment(ref _finalizedTensors);
}

/// <summary>Bytes of the CPU's tensors: in use now, the most that were ever in use, kept for reuse; and the buffers in use now.</summary>
public readonly record struct MemoryStatistics(long CurrentBytes, long PeakBytes, long CachedBytes, long Buffers);
