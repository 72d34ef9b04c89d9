using ModelDsl.Runtime.Interop;
using ModelDsl.Runtime.TorchSharp;

namespace ModelDsl.Runtime.Tests.TorchSharp;

/// <summary>
/// What the dispatcher over TorchSharp can reach, over the shim: the operators of the table and no others, and of their calls those that a script can be written
/// for. So the ordinary build sees a call that a build over TorchSharp would refuse.
/// </summary>
internal sealed class TableDispatcher : Dispatcher
{
    private const string Namespace = "aten::";
    private readonly Dispatcher _shim = Default;
    private readonly Dictionary<string, Schema> _schemas = OperatorTable.Of(new Version(Default.Version));

    public override string Version => _shim.Version;

    public override int Threads
    {
        get => _shim.Threads;
        set => _shim.Threads = value;
    }

    public override bool HasCuda => _shim.HasCuda;

    public override MemoryStatistics CpuMemory => _shim.CpuMemory;

    /// <summary>Calls that were checked.</summary>
    public int Calls { get; private set; }

    public override Operator Resolve(string name, string overload = "")
    {
        var operation = new Operator(name, overload, 0);
        return Schema(operation) is null ? operation : _shim.Resolve(name, overload);
    }

    /// <exception cref="LibTorchException">TorchSharp could not be asked for this.</exception>
    public override int Call(Operator operation, ReadOnlySpan<Argument> arguments, Span<nint> results)
    {
        var schema = Schema(operation) ?? throw new LibTorchException($"The table of operators that are called through TorchSharp lacks {operation}.");
        if (schema.Results > 3) throw new LibTorchException($"{operation} has {schema.Results} results; TorchSharp hands over three at most.");
        bool draws = arguments.Length > 0 && arguments[^1].Kind == ArgumentKind.Generator;
        if (!draws) Script.Write(schema, arguments, results.Length > 0);
        else if (schema.FullName is not ("bernoulli_.float" or "uniform_" or "normal_")) throw new LibTorchException($"{operation}: TorchSharp calls it with the default generator only.");
        Calls++;
        return _shim.Call(operation, arguments, results);
    }

    public override nint Retain(nint tensor) => _shim.Retain(tensor);

    public override void Release(nint tensor) => _shim.Release(tensor);

    public override int Rank(nint tensor) => _shim.Rank(tensor);

    public override void Sizes(nint tensor, Span<long> sizes) => _shim.Sizes(tensor, sizes);

    public override void Strides(nint tensor, Span<long> strides) => _shim.Strides(tensor, strides);

    public override long Length(nint tensor) => _shim.Length(tensor);

    public override ElementType ElementType(nint tensor) => _shim.ElementType(tensor);

    public override Device Device(nint tensor) => _shim.Device(tensor);

    public override nint Data(nint tensor) => _shim.Data(tensor);

    public override bool IsContiguous(nint tensor) => _shim.IsContiguous(tensor);

    public override nint NewGenerator(Device device, ulong seed) => _shim.NewGenerator(device, seed);

    public override void ReleaseGenerator(nint generator) => _shim.ReleaseGenerator(generator);

    public override nint GeneratorState(nint generator) => _shim.GeneratorState(generator);

    public override void SetGeneratorState(nint generator, nint state) => _shim.SetGeneratorState(generator, state);

    public override void ResetPeakMemory() => _shim.ResetPeakMemory();

    public override void TrimMemory() => _shim.TrimMemory();

    private Schema? Schema(Operator operation)
    {
        string name = operation.ToString();
        return name.StartsWith(Namespace, StringComparison.Ordinal) ? _schemas.GetValueOrDefault(name[Namespace.Length..]) : null;
    }
}
