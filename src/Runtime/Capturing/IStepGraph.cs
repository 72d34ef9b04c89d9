namespace ModelDsl.Runtime.Capturing;

/// <summary>Work for a device that is queued once, without being done, and launched as often as one likes.</summary>
internal interface IStepGraph : IDisposable
{
    /// <summary>Has the work queued, all of it by this thread. Tensors made meanwhile stay where they are; their numbers come with <see cref="Launch"/>.</summary>
    /// <exception cref="LibTorchException">Something in it has to be waited for, or cannot be kept; nothing is queued and nothing was done.</exception>
    void Capture(Action work);

    /// <summary>Does the work, on the memory it was captured with.</summary>
    void Launch();
}
