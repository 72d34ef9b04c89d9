using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using ModelDsl.Runtime.Capturing;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.LibTorch;

/// <summary>The dispatcher over our own native shim (native/), which calls libtorch's boxed dispatcher.</summary>
public sealed unsafe class LibTorchDispatcher : Dispatcher
{
    private static readonly Lazy<LibTorchDispatcher> Lazily = new(() => new LibTorchDispatcher());

    // Per thread, so that a test may record gradients while others run.
    [ThreadStatic]
    private static bool t_autograd;

    private LibTorchDispatcher()
    {
        NativeLoader.Load();
        Check(Native.Initialize());
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null) Threads = PhysicalCores.Count;
        Block = Native.Block();
        HasBFloat16 = Native.HasBFloat16() != 0;
        HasAmx = Native.HasAmx() != 0;
        Version = Marshal.PtrToStringUTF8((nint)Native.Version()) ?? "";
    }

    /// <summary>Loads libtorch at the first use.</summary>
    /// <exception cref="LibTorchException">The native shim or libtorch cannot be loaded; the message says what was tried.</exception>
    public static LibTorchDispatcher Instance => Lazily.Value;

    public override string Version { get; }

    /// <summary>Where the time of every call goes, for as long as there is one.</summary>
    internal static CallTimes? Times { get; set; }

    public override int Threads
    {
        get => Native.Threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Check(Native.SetThreads(value));
        }
    }

    public override int Block { get; }

    public override bool HasBFloat16 { get; }

    /// <inheritdoc/>
    public override bool HasAmx { get; }

    public override bool HasCuda => Native.HasCuda() != 0;

    public override CudaSettings CudaSettings
    {
        get
        {
            int told = Native.CudaSettings();
            Check(told);
            var flags = (CudaFlags)told;
            return new(flags.HasFlag(CudaFlags.TensorFloat32Convolutions), flags.HasFlag(CudaFlags.TensorFloat32Products), flags.HasFlag(CudaFlags.MeasuresConvolutions));
        }

        set => Check(Native.SetCudaSettings((int)(
            (value.TensorFloat32Convolutions ? CudaFlags.TensorFloat32Convolutions : 0) | (value.TensorFloat32Products ? CudaFlags.TensorFloat32Products : 0)
            | (value.MeasuresConvolutions ? CudaFlags.MeasuresConvolutions : 0))));
    }

    public override MemoryStatistics CpuMemory
    {
        get
        {
            MemoryStatistics statistics;
            Native.Memory(&statistics);
            return statistics;
        }
    }

    public override Operator Resolve(string name, string overload = "")
    {
        nint handle;
        fixed (byte* pName = ZeroTerminated(name), pOverload = ZeroTerminated(overload))
        {
            Check(Native.Resolve(pName, pOverload, &handle));
        }

        return new Operator(name, overload, handle);
    }

    public override int Call(Operator operation, ReadOnlySpan<Argument> arguments, Span<nint> results)
    {
        if (!operation.Exists) throw new LibTorchException($"libtorch {Version} has no operator {operation}.");
        fixed (Argument* pArguments = arguments)
        fixed (nint* pResults = results)
        {
            long start = Times is null ? 0 : Stopwatch.GetTimestamp();
            var count = Native.Call(operation.Handle, pArguments, arguments.Length, pResults, results.Length, t_autograd ? 1 : 0);
            Times?.Add(operation, Stopwatch.GetElapsedTime(start));
            return count >= 0 ? count : throw Error(operation, arguments);
        }
    }

    public override nint Retain(nint tensor)
    {
        if (tensor != 0) Native.Retain(tensor);
        return tensor;
    }

    public override void Release(nint tensor)
    {
        if (tensor != 0) Native.Release(tensor);
    }

    public override int Rank(nint tensor) => Describe(tensor).Rank;

    public override long Length(nint tensor) => Describe(tensor).Length;

    public override nint Data(nint tensor) => Describe(tensor).Data;

    public override bool IsContiguous(nint tensor) => Describe(tensor).Contiguous != 0;

    public override ElementType ElementType(nint tensor) => (ElementType)Describe(tensor).Type;

    public override Device Device(nint tensor)
    {
        var description = Describe(tensor);
        return (DeviceKind)description.Device switch
        {
            DeviceKind.Cpu => Runtime.Device.Cpu,
            DeviceKind.Cuda => Runtime.Device.Cuda(description.DeviceIndex),
            _ => throw new NotSupportedException($"c10::DeviceType {description.Device} has no counterpart here."),
        };
    }

    public override void Sizes(nint tensor, Span<long> sizes)
    {
        var description = Describe(tensor);
        new ReadOnlySpan<long>(description.Sizes, description.Rank).CopyTo(sizes);
    }

    public override void Strides(nint tensor, Span<long> strides)
    {
        var description = Describe(tensor);
        new ReadOnlySpan<long>(description.Strides, description.Rank).CopyTo(strides);
    }

    public override nint NewGenerator(Device device, ulong seed)
    {
        if (IsAbsent(device.Kind)) throw NoCuda();
        nint generator;
        Check(Native.GeneratorNew((int)device.Kind, device.Index, seed, &generator));
        return generator;
    }

    public override void ReleaseGenerator(nint generator)
    {
        if (generator != 0) Native.GeneratorRelease(generator);
    }

    public override nint GeneratorState(nint generator)
    {
        nint state;
        Check(Native.GeneratorState(generator, &state));
        return state;
    }

    public override void SetGeneratorState(nint generator, nint state) => Check(Native.GeneratorSetState(generator, state));

    internal override void UseOwnStream(Device device)
    {
        if (device.Kind == DeviceKind.Cuda) Check(Native.OwnStream((int)device.Kind, device.Index));
    }

    internal override IDeviceMark? NewMark(Device device)
    {
        if (device.Kind != DeviceKind.Cuda) return null;
        nint mark;
        Check(Native.MarkNew((int)device.Kind, device.Index, &mark));
        return new LibTorchMark(mark);
    }

    internal override IStepGraph NewGraph(Device device, RandomStream random)
    {
        if (IsAbsent(device.Kind)) throw NoCuda();
        nint graph;
        Check(Native.GraphNew(device.Index, &graph));
        return new LibTorchGraph(graph, random);
    }

    public override void ResetPeakMemory() => Native.MemoryResetPeak();

    public override void TrimMemory() => Native.MemoryTrim();

    /// <summary>For tests: this thread's calls record gradients until the result is disposed.</summary>
    internal static AutogradScope Autograd() => new();

    /// <summary>For tests: the gradient that autograd left at a tensor, as a new handle; 0 when there is none.</summary>
    internal nint Gradient(nint tensor)
    {
        nint gradient;
        Check(Native.Gradient(tensor, &gradient));
        return gradient;
    }

    internal readonly ref struct AutogradScope
    {
        private readonly bool _before;

        public AutogradScope() => (_before, t_autograd) = (t_autograd, true);

        public void Dispose() => t_autograd = _before;
    }

    private static TensorDescription Describe(nint tensor)
    {
        ObjectDisposedException.ThrowIf(tensor == 0, typeof(Tensor));
        TensorDescription description;
        Check(Native.Describe(tensor, &description));
        return description;
    }

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + "\0");

    internal static void Check(int result)
    {
        if (result < 0) throw new LibTorchException(Marshal.PtrToStringUTF8((nint)Native.Error()) ?? "");
    }

    private LibTorchException Error(Operator operation, ReadOnlySpan<Argument> arguments)
    {
        foreach (var argument in arguments)
        {
            // libtorch's own message lectures on linkers.
            if (argument.Kind == ArgumentKind.Device && IsAbsent((DeviceKind)argument.Integer)) return NoCuda();
        }

        return new($"{operation}: {Marshal.PtrToStringUTF8((nint)Native.Error())}");
    }

    private bool IsAbsent(DeviceKind kind) => kind == DeviceKind.Cuda && !HasCuda;

    private LibTorchException NoCuda() =>
        new($"This libtorch ({Version}) has no CUDA, or finds no GPU; use Device.Cpu, or build with LIBTORCH set to a libtorch with CUDA.");
}
