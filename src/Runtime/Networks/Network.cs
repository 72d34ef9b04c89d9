using System.ComponentModel;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// What every compiled network has: its layers' table, parameters and buffers, and the means to run. Predictions may run on several
/// threads at
/// once; training is for one thread. Disposing frees the parameters.
/// </summary>
public abstract partial class Network : IDisposable
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<Buffer> _buffers = [];
    private readonly List<IDisposable> _owned = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly StepPool _steps;

    /// <param name="name">The model's name.</param>
    /// <param name="layers">One row per layer, in the order of the computation.</param>
    /// <param name="seed">
    /// Determines how the parameters start and what dropout drops. A parameter's start depends on this seed and its own name alone.
    /// </param>
    /// <param name="device">Where it computes; null is the CPU.</param>
    /// <param name="elementType">What it computes in: a floating-point type.</param>
    /// <exception cref="ArgumentException">The element type is not a floating-point type.</exception>
    protected Network(string name, IReadOnlyList<LayerInfo> layers, int seed, Device? device, ElementType elementType)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(layers);
        if (!elementType.IsFloatingPoint())
            throw new ArgumentException($"A network computes in a floating-point type, not in {elementType}.", nameof(elementType));
        Name = name;
        Layers = layers;
        Seed = seed;
        Device = device ?? Device.Cpu;
        ElementType = elementType;
        IsLikeOnGpu = Device.Kind == DeviceKind.Cuda;
        Random = new RandomStream(seed, Device);
        _steps = new StepPool(this);
    }

    /// <summary>The model's name: <c>LeNet5</c>.</summary>
    public string Name { get; }

    /// <summary>One row per layer, in the order of the computation.</summary>
    public IReadOnlyList<LayerInfo> Layers { get; }

    /// <summary>What the network learns, in the order of the layers.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>What it keeps but does not train, in the order of the layers.</summary>
    public IReadOnlyList<Buffer> Buffers => _buffers;

    /// <summary>What the parameters' start and the random stream came from.</summary>
    public int Seed { get; }

    /// <summary>Where it computes.</summary>
    public Device Device { get; }

    /// <summary>What it computes in.</summary>
    public ElementType ElementType { get; }

    /// <summary>The numbers it learns.</summary>
    public long ParameterCount => _parameters.Sum(parameter => parameter.Length);

    /// <summary>Multiply-accumulates per example, forward.</summary>
    public long Macs => Layers.Sum(layer => layer.Macs);

    /// <summary>
    /// The network's own random numbers: what dropout draws from. Its state belongs to an exact resumption of a training.
    /// </summary>
    public RandomStream Random { get; }

    /// <summary>Whether <see cref="Dispose()"/> was called.</summary>
    public bool IsDisposed
    {
        get => _whole?.IsDisposed ?? field;
        private set;
    }

    /// <summary>For tests: false takes ATen's operators where the shim has its own.</summary>
    internal bool AllowFused { get; init; } = true;

    /// <summary>
    /// Whether convolutions and fully connected layers are sums of products of float32 as they are written. Else convolutions that gain from it are computed by Winograd's algorithm
    /// (Lavin &amp; Gray 2016); and where the processor has AMX, others, and fully connected layers over 256 rows and more, by three products of bfloat16 in place of one of float32. Either differs
    /// by rounding, some millionths of a result.
    /// </summary>
    public bool IsExact { get; set; }

    /// <summary>
    /// Whether feature maps lie as the device's fast convolutions read them: in blocks of channels where the processor has convolutions over such, all channels
    /// of a pixel beside each other (channels-last) on a GPU. False leaves them as PyTorch has them, channel after channel, and takes the same operators of
    /// libtorch: on the CPU the same bits as PyTorch with the same libtorch and number of threads, more slowly.
    /// </summary>
    public bool UsesBlocks { get; set; } = true;

    /// <summary>
    /// What feature maps, the products of convolutions over them, and larger ones of fully connected layers are computed in. <see cref="Precision.BFloat16"/> takes effect on networks of float32 where the
    /// processor multiplies it by instructions of its own (AVX512-BF16), or on a GPU, and <see cref="UsesBlocks"/> is true; elsewhere all is float32 still.
    /// </summary>
    public Precision Precision { get; set; }

    /// <summary>
    /// Whether <c>TrainStep</c> reads the loss, for which it must wait until the device has computed the whole step. False queues the step on a GPU and
    /// goes on; the loss that comes back is then <see cref="float.NaN"/>. Set it every hundredth step, say, and the GPU never waits for the program.
    /// </summary>
    public bool ReadsLoss { get; set; } = true;

    /// <summary>Whether the network takes the way of a GPU: channels-last, and all parameters updated at once.</summary>
    internal bool IsLikeOnGpu { get; private set; }

    /// <summary>Who looks into the network's passes.</summary>
    internal Explaining.Observation? Observation { get; set; }

    /// <summary>Who captures a training step.</summary>
    internal Capturing.StepRecording? Recording { get; set; }

    /// <summary>Whether <c>Backward</c> adds to the parameters' gradients; false leaves them out where only the input's is of use.</summary>
    internal bool WantsGradients { get; set; } = true;

    /// <summary>For tests: dropouts keep everything, as others' do that were told so.</summary>
    internal bool KeepsAll { get; set; }

    /// <summary>The parameters that are weights, and no biases.</summary>
    internal List<Parameter> WeightParameters { get; } = [];

    /// <summary>What its passes call. For tests: another than the one that its tensors are made with.</summary>
    internal Dispatcher Dispatcher
    {
        get => field ?? Random.Dispatcher;
        init;
    }

    /// <summary>
    /// A table for people: each layer's output, parameters, multiply-accumulates and activation bytes per example, and their sums; and the memory of a
    /// training step.
    /// </summary>
    public string Summary() => Runtime.Summary.Of(Name, Layers) + Runtime.Summary.OfTrainStep(this);

    /// <summary>
    /// Bytes of feature maps and gradients that a training step holds at its fullest moment, as the compiler has planned it and the CPU computes it in float32.
    /// Parameters, what the optimiser keeps for them, input and scratch memory of single operations come on top. 0 where no compiler has planned it.
    /// </summary>
    public virtual long TrainStepBytes(int examples) => 0;

    /// <summary>For compiled code: the largest over the moments of a pass that may be the fullest, in bytes an example and bytes besides.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected static long Most(int examples, params ReadOnlySpan<(long PerExample, long Shared)> moments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 1);
        long most = 0;
        foreach (var (perExample, shared) in moments) most = Math.Max(most, (perExample * examples) + shared);
        return most;
    }

    /// <summary>Forgets every parameter's gradient and frees its memory.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in _parameters) parameter.ZeroGradient();
    }

    /// <summary>Frees parameters, gradients and buffers. The network cannot be used any more.</summary>
    public void Dispose()
    {
        if (IsDisposed || _whole is not null) return;
        IsDisposed = true;
        foreach (var parameter in _parameters) parameter.Dispose();
        foreach (var buffer in _buffers) buffer.Value.Dispose();
        foreach (var owned in _owned) owned.Dispose();
        Random.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts one pass of compiled code: <c>using var step = Begin();</c></summary>
    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    protected internal Step Begin()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _steps.Rent();
    }

    /// <summary>For tests: from here on the network takes the way of a GPU wherever it is.</summary>
    internal void ActAsOnGpu()
    {
        IsLikeOnGpu = true;
        foreach (var parameter in _parameters) LayOut(parameter.Value);
    }

    internal void End(Step step) => _steps.Return(step);

    /// <summary>The network that implements an interface.</summary>
    internal static Network Behind(object network) =>
        network as Network ?? throw new ArgumentException($"{network?.GetType().Name ?? "null"} is no network.", nameof(network));

    /// <summary>Whether the last layer is one of that name.</summary>
    internal bool EndsIn(string layer) => Layers.Count > 0 && Layers[^1].Layer.Replace("-", "", StringComparison.Ordinal).StartsWith(layer, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Where a layer is written, <c>models/lenet5.net(3)</c>, a part of one, <c>attention1.query</c>, where that layer is; null for one that is not in the
    /// table.
    /// </summary>
    internal string? SourceOf(string layer)
    {
        var row = Layers.FirstOrDefault(row => row.Name == layer);
        return row is null && layer.LastIndexOf('.') is > 0 and var end ? SourceOf(layer[..end]) : row?.Source;
    }
}
