using System.Runtime.InteropServices;
using ModelDsl.Runtime.Interop;
using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>
/// The dispatcher over TorchSharp's public API. Operators are functions in TorchScript, compiled once for each kind of call; a tensor's handle is one of
/// TorchSharp's tensors, which no dispose scope disposes. There are no operators of the shim's here, so everything runs on ATen's.
/// </summary>
public sealed class TorchSharpDispatcher : Dispatcher
{
    private static readonly Lazy<TorchSharpDispatcher> Lazily = new(() => new TorchSharpDispatcher());

    // An operator's handle is its place here, from 1.
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly ScriptedOperator[] _operators;

    private TorchSharpDispatcher()
    {
        try
        {
            torch.InitializeDeviceType(global::TorchSharp.DeviceType.CPU);
        }
        catch (NotSupportedException e)
        {
            throw new LibTorchException($"TorchSharp finds no libtorch: reference one of the packages TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux. {e.Message}", e);
        }

        var version = System.Version.Parse(torch.__version__);
        if (version < OperatorTable.Oldest)
            throw new LibTorchException($"TorchSharp brings libtorch {version}; ModelDsl needs {OperatorTable.Oldest} or newer.");
        Version = version.ToString(fieldCount: 3);
        var schemas = OperatorTable.Of(version);
        _operators = [.. schemas.Values.Select(schema => new ScriptedOperator(schema))];
        foreach (string name in schemas.Keys) _places.Add(name, _places.Count + 1);
    }

    /// <summary>Loads libtorch at the first use.</summary>
    /// <exception cref="LibTorchException">TorchSharp cannot load libtorch, or brings one that is too old.</exception>
    public static TorchSharpDispatcher Instance => Lazily.Value;

    /// <summary>The version of libtorch that TorchSharp was built for.</summary>
    public override string Version { get; }

    public override int Threads
    {
        get => torch.get_num_threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            torch.set_num_threads(value);
        }
    }

    public override bool HasCuda => torch.cuda.is_available();

    /// <summary>The tensors that handles stand for, on any device, as buffers; bytes are zeros, for TorchSharp does not tell.</summary>
    public override MemoryStatistics CpuMemory => new(0, 0, 0, TensorReference.Live);

    /// <summary>Functions in TorchScript that were compiled so far; it stays the same from a training's second step on.</summary>
    internal int CompiledFunctions => _operators.Sum(operation => operation.Count);

    public override Operator Resolve(string name, string overload = "")
    {
        const string Namespace = "aten::";
        int place = 0;
        if (name.StartsWith(Namespace, StringComparison.Ordinal))
        {
            string key = name[Namespace.Length..];
            if (overload.Length > 0) key += "." + overload;
            place = _places.GetValueOrDefault(key);
        }

        return new Operator(name, overload, place);
    }

    public override int Call(Operator operation, ReadOnlySpan<Argument> arguments, Span<nint> results)
    {
        if (!operation.Exists) throw new LibTorchException($"libtorch {Version} has no operator {operation}, or the table of those to be called through TorchSharp lacks it.");
        CheckDevices(arguments);
        var scripted = _operators[operation.Handle - 1];
        if (!RandomOperators.Draws(arguments)) return scripted.Call(arguments, results);
        RandomOperators.Call(scripted.Schema, arguments);
        if (results.Length > 0) results[0] = Retain((nint)arguments[0].Integer);
        return scripted.Schema.Results;
    }

    public override nint Retain(nint tensor)
    {
        if (tensor != 0) TensorReference.Of(tensor).Retain();
        return tensor;
    }

    public override void Release(nint tensor)
    {
        if (tensor != 0) TensorReference.Of(tensor).Release();
    }

    public override int Rank(nint tensor) => TensorReference.Of(tensor).Sizes.Length;

    public override void Sizes(nint tensor, Span<long> sizes) => TensorReference.Of(tensor).Sizes.CopyTo(sizes);

    public override void Strides(nint tensor, Span<long> strides) => TensorReference.Of(tensor).Strides.CopyTo(strides);

    public override long Length(nint tensor)
    {
        long length = 1;
        foreach (long size in TensorReference.Of(tensor).Sizes) length *= size;
        return length;
    }

    public override ElementType ElementType(nint tensor) => (ElementType)TensorReference.Of(tensor).Tensor.dtype;

    public override Device Device(nint tensor)
    {
        var given = TensorReference.Of(tensor).Tensor;
        return given.device_type switch
        {
            global::TorchSharp.DeviceType.CPU => Runtime.Device.Cpu,
            global::TorchSharp.DeviceType.CUDA => Runtime.Device.Cuda(given.device_index),
            var other => throw new NotSupportedException($"TorchSharp's device {other} has no counterpart here."),
        };
    }

    public override nint Data(nint tensor) => TensorReference.Of(tensor).Data;

    public override bool IsContiguous(nint tensor) => TensorReference.Of(tensor).Tensor.is_contiguous();

    public override nint NewGenerator(Device device, ulong seed)
    {
        if (IsAbsent(device.Kind)) throw NoCuda();
        var where = device.Kind == DeviceKind.Cuda ? new torch.Device(global::TorchSharp.DeviceType.CUDA, device.Index) : torch.CPU;
        return GeneratorHandle.Own(new torch.Generator(seed, where));
    }

    public override void ReleaseGenerator(nint generator) => GeneratorHandle.Release(generator);

    public override nint GeneratorState(nint generator) => TensorReference.Own(GeneratorHandle.Of(generator).get_state());

    // Seen here, for in TorchSharp libtorch's own refusal would end the process.
    public override void SetGeneratorState(nint generator, nint state)
    {
        var given = TensorReference.Of(state);
        using var own = GeneratorHandle.Of(generator).get_state();
        if (given.Tensor.dtype != own.dtype || !given.Sizes.AsSpan().SequenceEqual(own.shape))
        {
            throw new LibTorchException(
                $"The state of a generator is a tensor of {own.dtype} with {own.numel()} elements; this one is of {given.Tensor.dtype} with {given.Tensor.numel()}.");
        }

        GeneratorHandle.Of(generator).set_state(given.Tensor);
    }

    /// <summary>Nothing: see <see cref="CpuMemory"/>.</summary>
    public override void ResetPeakMemory()
    {
    }

    /// <summary>Nothing: libtorch's own allocator keeps nothing on the CPU.</summary>
    public override void TrimMemory()
    {
    }

    private void CheckDevices(ReadOnlySpan<Argument> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Kind == ArgumentKind.Device && IsAbsent((DeviceKind)argument.Integer)) throw NoCuda();
        }
    }

    private bool IsAbsent(DeviceKind kind) => kind == DeviceKind.Cuda && !HasCuda;

    private LibTorchException NoCuda() => new(
        $"This libtorch ({Version}) has no CUDA, or finds no GPU; use Device.Cpu, or the package TorchSharp-cuda-windows or TorchSharp-cuda-linux.");
}
