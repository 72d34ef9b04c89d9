using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.GpuCheck;

/// <summary>What the results depend on.</summary>
internal static class Conditions
{
    public static void Print(TextWriter output, Device device)
    {
        var dispatcher = Dispatcher.Default;
        output.WriteLine($"libtorch {dispatcher.Version}; CUDA: {(dispatcher.HasCuda ? "yes" : "no")}; device: {device}; threads: {dispatcher.Threads}; .NET {Environment.Version}");
    }
}
