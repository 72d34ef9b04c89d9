using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

/// <summary>
/// A stream of random numbers that its seed determines: libtorch's generator of the device, Mersenne twister on the CPU, Philox on CUDA.
/// </summary>
public sealed class RandomStream : IDisposable
{
    private nint _handle;

    public RandomStream(long seed, Device device = default)
    {
        Dispatcher = Dispatcher.Default;
        Seed = seed;
        Device = device;
        _handle = Dispatcher.NewGenerator(device, unchecked((ulong)seed));
    }

    ~RandomStream() => Dispatcher?.ReleaseGenerator(_handle);

    public Dispatcher Dispatcher { get; }

    /// <summary>What the stream started from.</summary>
    public long Seed { get; }

    public Device Device { get; }

    /// <summary>libtorch's generator: borrowed, so keep the stream alive while it is in use.</summary>
    /// <exception cref="ObjectDisposedException">The stream is disposed.</exception>
    public nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>Where the stream is: put back later by <see cref="SetState"/>, it goes on with the same numbers.</summary>
    public byte[] GetState()
    {
        using var state = new Tensor(Dispatcher, Dispatcher.GeneratorState(Handle));
        GC.KeepAlive(this);
        return state.ToArray<byte>();
    }

    /// <exception cref="LibTorchException">The bytes are not the state of such a generator.</exception>
    public void SetState(ReadOnlySpan<byte> state)
    {
        using var tensor = Tensor.From(state, [state.Length]);
        Dispatcher.SetGeneratorState(Handle, tensor.Handle);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        Dispatcher.ReleaseGenerator(Interlocked.Exchange(ref _handle, 0));
        GC.SuppressFinalize(this);
    }
}
