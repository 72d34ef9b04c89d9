using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Interop;

/// <summary>What libtorch's kernels of CUDA may do, which it remembers without CUDA too.</summary>
public sealed class CudaSettingsTests
{
    [Fact]
    public void what_kernels_of_CUDA_may_do_begins_as_PyTorch_has_it_and_can_be_set()
    {
        var dispatcher = Dispatcher.Default;
        var before = dispatcher.CudaSettings;
        try
        {
            Assert.Equal(CudaSettings.Default, before);
            foreach (var settings in new[] { new CudaSettings(false, true, false), new CudaSettings(true, false, true), new CudaSettings(false, false, false) })
            {
                dispatcher.CudaSettings = settings;
                Assert.Equal(settings, dispatcher.CudaSettings);
            }
        }
        finally
        {
            dispatcher.CudaSettings = before;
        }
    }
}
