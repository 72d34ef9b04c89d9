namespace ModelDsl.Runtime;

/// <summary>libtorch refused a call or could not be loaded. The message is libtorch's own, without the C++ backtrace.</summary>
public sealed class LibTorchException : Exception
{
    public LibTorchException(string message)
        : base(message)
    {
    }

    public LibTorchException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
