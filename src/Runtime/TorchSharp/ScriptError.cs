namespace ModelDsl.Runtime.TorchSharp;

/// <summary>libtorch's own words in an exception of TorchSharp's, without the traceback of the script and of C++.</summary>
internal static class ScriptError
{
    private const string Mark = "RuntimeError: ";

    private const string Backtrace = "\nException raised from ";

    public static string MessageOf(Exception exception)
    {
        string message = exception.Message;
        int mark = message.LastIndexOf(Mark, StringComparison.Ordinal);
        if (mark >= 0) message = message[(mark + Mark.Length)..];
        int backtrace = message.IndexOf(Backtrace, StringComparison.Ordinal);
        return (backtrace < 0 ? message : message[..backtrace]).Trim();
    }
}
