using System.ComponentModel;
using ModelDsl.Runtime.Capturing;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// One run through a network's compiled code: the operations that code calls, and the owner of every value they make. A value goes at
/// <see cref="Release(Value)"/>, what is left goes at <see cref="Dispose"/>, also when an operation throws. An operation that libtorch
/// refuses
/// throws a <see cref="LayerException"/>; a value used after its release an <see cref="InvalidOperationException"/>.
/// Steps are pooled per network: in steady state no operation allocates managed memory. A step is for one thread at a time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed partial class Step : IDisposable
{
    private readonly Slots _slots;
    private readonly Dispatcher _dispatcher;
    private readonly Aten _aten;
    private readonly List<nint> _borrowed = [];
    private State _state = State.Idle;

    // An optimiser of this pass has taken a gradient as it lay packed: weights still to come are needed in no other form.
    private bool _updatesPacked;

    // An optimiser has taken a gradient in this pass: it is a training step.
    private bool _learns;

    // What it does is captured, to be done again and again.
    private StepRecording? _recording;

    internal Step(Network network)
    {
        Network = network;
        _dispatcher = network.Dispatcher;
        _aten = _dispatcher.Aten;
        _slots = new Slots(_dispatcher);
    }

    // Adopted: a ForwardState owns the step, so the end of Forward's `using` leaves it alone.
    private enum State
    {
        Idle,
        Running,
        Adopted,
    }

    /// <summary>The network this step runs through.</summary>
    public Network Network { get; }

    internal Aten Aten => _aten;

    /// <summary>How many values the step owns now.</summary>
    internal int Live => _slots.Live;

    /// <summary>The next step in the pool of idle ones.</summary>
    internal Step? Next { get; set; }

    /// <summary>
    /// Hands the step over from <c>Forward</c> to the <see cref="ForwardState{TOutput}"/> that is made of it. Until that has happened
    /// <see cref="Dispose"/> still releases everything, so a failure in between leaks nothing.
    /// </summary>
    public Step Detach()
    {
        Check(State.Running);
        return this;
    }

    /// <summary>
    /// Releases every value that is left; the step goes back to its network. Nothing for a step that was handed over, or is disposed.
    /// </summary>
    public void Dispose()
    {
        if (_state != State.Running) return;
        _state = State.Idle;
        ReleaseBorrowed();
        ForgetUpdates();
        _slots.Clear();
        _observation = null;
        _recording = null;
        Network.End(this);
    }

    internal void Start()
    {
        Check(State.Idle);
        _state = State.Running;
        (_updatesPacked, _learns) = (false, false);
        _observation = Network.Observation is { IsOfThisThread: true } observation ? observation : null;
        _recording = Network.Recording is { IsOfThisThread: true } recording ? recording : null;
    }

    internal void Adopt()
    {
        Check(State.Running);
        _state = State.Adopted;
        ReleaseBorrowed();
    }

    internal void Resume()
    {
        Check(State.Adopted);
        _state = State.Running;
    }

    /// <summary>Whether the shim's own operators apply; elsewhere ATen's do the same in more passes.</summary>
    private bool Fused => Network.AllowFused && !Network.IsLikeOnGpu && Network.Device == Device.Cpu && _aten.HasFusedOperators
        && Network.ElementType is ElementType.Float32 or ElementType.Float64;

    /// <summary>Whether feature maps lie in blocks where the compiler says so; elsewhere they stay as they are.</summary>
    private bool Blocks => Fused && !IsObserved && Network.UsesBlocks && Network.ElementType == ElementType.Float32 && _dispatcher.Block > 0;

    /// <summary>Whether they lie channels last there, which is the GPU's way. cuDNN has no such convolutions of float64.</summary>
    private bool ChannelsLast => Network.IsLikeOnGpu && !IsObserved && Network.UsesBlocks && Network.ElementType != ElementType.Float64;

    /// <summary>Whether those are of bfloat16.</summary>
    private bool Reduced => Network.Precision == Precision.BFloat16
        && ((ChannelsLast && Network.ElementType == ElementType.Float32) || (_dispatcher.HasBFloat16 && Blocks));

    private void Check(State expected)
    {
        if (_state != expected) throw new InvalidOperationException($"The step is {_state}, not {expected}.");
    }

    /// <summary>
    /// A reference of our own to a tensor that is only borrowed, so that neither its owner nor the garbage collector frees it in the
    /// middle of the pass.
    /// </summary>
    private Value Borrow(Tensor tensor)
    {
        if (_recording is not null) tensor = _recording.CopyOf(tensor);
        nint handle = _dispatcher.Retain(tensor.Handle);
        GC.KeepAlive(tensor);
        _borrowed.Add(handle);
        return new Value(handle, Value.Borrowed);
    }

    private void ReleaseBorrowed()
    {
        foreach (nint handle in _borrowed) _dispatcher.Release(handle);
        _borrowed.Clear();
    }

    internal Value Own(nint handle) => _slots.Own(handle);

    internal nint Handle(Value value) => _slots.Handle(value);

    private LayerException Failure(LayerName layer, LibTorchException cause) => new(Network, layer, cause.Message, cause);

    private LayerException Failure(LayerParameters layer, LibTorchException cause) => Failure(layer.Name, cause);

    /// <summary>A layer of another network would train that one's parameters: activations given to the wrong network's Backward.</summary>
    private void Check(LayerParameters layer)
    {
        if (ReferenceEquals(layer.Network, Network)) return;
        throw new InvalidOperationException(
            $"{layer.Name} is a layer of another network than this pass of {Network.Name}: do the activations come from another instance?");
    }
}
