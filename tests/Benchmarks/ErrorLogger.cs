using BenchmarkDotNet.Loggers;

namespace ModelDsl.Benchmarks;

/// <summary>Shows what goes wrong and nothing else; BenchmarkDotNet writes the whole story to a file of its own.</summary>
internal sealed class ErrorLogger : ILogger
{
    public string Id => nameof(ErrorLogger);

    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error) Console.Error.Write(text);
    }

    public void WriteLine() { }

    public void WriteLine(LogKind logKind, string text) => Write(logKind, text + Environment.NewLine);

    public void Flush() { }
}
