using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>A generator of random numbers as a handle.</summary>
internal static class GeneratorHandle
{
    public static nint Own(torch.Generator generator) => GCHandle<torch.Generator>.ToIntPtr(new GCHandle<torch.Generator>(generator));

    /// <exception cref="ObjectDisposedException">The handle is 0, that of no generator.</exception>
    public static torch.Generator Of(nint handle)
    {
        ObjectDisposedException.ThrowIf(handle == 0, typeof(RandomStream));
        return GCHandle<torch.Generator>.FromIntPtr(handle).Target;
    }

    public static void Release(nint handle)
    {
        if (handle == 0) return;
        var generator = GCHandle<torch.Generator>.FromIntPtr(handle);
        generator.Target.Dispose();
        generator.Dispose();
    }
}
