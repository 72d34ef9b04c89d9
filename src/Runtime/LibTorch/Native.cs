using System.Runtime.InteropServices;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>
/// The native shim's functions (native/shim.cpp). Those that can fail return a negative number; <see cref="Error"/> then holds why.
/// </summary>
internal static unsafe partial class Native
{
    internal const string Library = "modeldsl_torch";

    [LibraryImport(Library, EntryPoint = "mdl_error")]
    internal static partial byte* Error();

    [LibraryImport(Library, EntryPoint = "mdl_version")]
    internal static partial byte* Version();

    [LibraryImport(Library, EntryPoint = "mdl_initialize")]
    internal static partial int Initialize();

    [LibraryImport(Library, EntryPoint = "mdl_resolve")]
    internal static partial int Resolve(byte* name, byte* overload, nint* operation);

    [LibraryImport(Library, EntryPoint = "mdl_call")]
    internal static partial int Call(nint operation, Argument* arguments, int count, nint* results, int capacity, int autograd);

    [LibraryImport(Library, EntryPoint = "mdl_retain")]
    [SuppressGCTransition]
    internal static partial void Retain(nint tensor);

    [LibraryImport(Library, EntryPoint = "mdl_release")]
    internal static partial void Release(nint tensor);

    [LibraryImport(Library, EntryPoint = "mdl_describe")]
    internal static partial int Describe(nint tensor, TensorDescription* description);

    [LibraryImport(Library, EntryPoint = "mdl_gradient")]
    internal static partial int Gradient(nint tensor, nint* gradient);

    [LibraryImport(Library, EntryPoint = "mdl_generator_new")]
    internal static partial int GeneratorNew(int device, int index, ulong seed, nint* generator);

    [LibraryImport(Library, EntryPoint = "mdl_generator_release")]
    internal static partial void GeneratorRelease(nint generator);

    [LibraryImport(Library, EntryPoint = "mdl_generator_state")]
    internal static partial int GeneratorState(nint generator, nint* state);

    [LibraryImport(Library, EntryPoint = "mdl_generator_set_state")]
    internal static partial int GeneratorSetState(nint generator, nint state);

    [LibraryImport(Library, EntryPoint = "mdl_threads")]
    internal static partial int Threads();

    [LibraryImport(Library, EntryPoint = "mdl_set_threads")]
    internal static partial int SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "mdl_block")]
    internal static partial int Block();

    [LibraryImport(Library, EntryPoint = "mdl_has_bfloat16")]
    internal static partial int HasBFloat16();

    [LibraryImport(Library, EntryPoint = "mdl_has_amx")]
    internal static partial int HasAmx();

    [LibraryImport(Library, EntryPoint = "mdl_has_cuda")]
    internal static partial int HasCuda();

    [LibraryImport(Library, EntryPoint = "mdl_cuda_settings")]
    internal static partial int CudaSettings();

    [LibraryImport(Library, EntryPoint = "mdl_set_cuda_settings")]
    internal static partial int SetCudaSettings(int flags);

    [LibraryImport(Library, EntryPoint = "mdl_graph_new")]
    internal static partial int GraphNew(int device, nint* graph);

    [LibraryImport(Library, EntryPoint = "mdl_graph_begin")]
    internal static partial int GraphBegin(nint graph, nint generator);

    [LibraryImport(Library, EntryPoint = "mdl_graph_end")]
    internal static partial int GraphEnd(nint graph);

    [LibraryImport(Library, EntryPoint = "mdl_graph_launch")]
    internal static partial int GraphLaunch(nint graph);

    [LibraryImport(Library, EntryPoint = "mdl_graph_release")]
    internal static partial void GraphRelease(nint graph);

    [LibraryImport(Library, EntryPoint = "mdl_own_stream")]
    internal static partial int OwnStream(int device, int index);

    [LibraryImport(Library, EntryPoint = "mdl_mark_new")]
    internal static partial int MarkNew(int device, int index, nint* mark);

    [LibraryImport(Library, EntryPoint = "mdl_mark_set")]
    internal static partial int MarkSet(nint mark);

    [LibraryImport(Library, EntryPoint = "mdl_mark_wait")]
    internal static partial int MarkWait(nint mark);

    [LibraryImport(Library, EntryPoint = "mdl_mark_release")]
    internal static partial void MarkRelease(nint mark);

    [LibraryImport(Library, EntryPoint = "mdl_memory")]
    internal static partial void Memory(MemoryStatistics* statistics);

    [LibraryImport(Library, EntryPoint = "mdl_memory_reset_peak")]
    internal static partial void MemoryResetPeak();

    [LibraryImport(Library, EntryPoint = "mdl_memory_trim")]
    internal static partial void MemoryTrim();
}

/// <summary><see cref="CudaSettings"/> as the shim has them; the same numbers as in shim.cpp.</summary>
[Flags]
internal enum CudaFlags
{
    TensorFloat32Convolutions = 1,
    TensorFloat32Products = 2,
    MeasuresConvolutions = 4,
}

/// <summary>What the shim tells of a tensor. The pointers are the tensor's own and live as long as it does.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorDescription
{
    public nint Data;
    public long* Sizes;
    public long* Strides;
    public long Length;
    public int Rank;
    public int Type;
    public int Device;
    public int DeviceIndex;
    public int Contiguous;
}
