namespace ModelDsl.Runtime.Interop;

/// <summary>A point in a device's work that other work of its can wait for, without the program waiting.</summary>
internal interface IDeviceMark : IDisposable
{
    /// <summary>The point is the end of what this thread has queued.</summary>
    void Set();

    /// <summary>What this thread queues from here on begins after the point that was set last.</summary>
    void Wait();
}
