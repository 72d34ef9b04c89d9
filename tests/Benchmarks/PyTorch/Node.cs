namespace ModelDsl.Benchmarks.PyTorch;

/// <summary>Node.js with ONNX Runtime, as eng/onnxruntime.sh leaves it.</summary>
internal static class Node
{
    public const string Program = "node";

    /// <summary>Where its modules are.</summary>
    public static string Modules { get; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "modeldsl", "onnxruntime", "node_modules");

    public static bool HasOnnxRuntime => Directory.Exists(Path.Combine(Modules, "onnxruntime-node"));
}
