namespace ModelDsl.Runtime.Interop;

/// <summary>What libtorch's kernels of CUDA may do; see <see cref="Dispatcher.CudaSettings"/>.</summary>
/// <param name="TensorFloat32Convolutions">
/// Convolutions of float32 may round what they multiply to TF32, 10 bits of fraction, as PyTorch allows by default. Sums are of float32.
/// </param>
/// <param name="TensorFloat32Products">So may matrix products, those of fully connected layers. PyTorch does not allow it by default.</param>
/// <param name="MeasuresConvolutions">
/// The first convolution of each shape tries cuDNN's algorithms and keeps the fastest: several times slower once, and two runs may differ in the last bits.
/// PyTorch's torch.backends.cudnn.benchmark, off by default.
/// </param>
public readonly record struct CudaSettings(bool TensorFloat32Convolutions, bool TensorFloat32Products, bool MeasuresConvolutions)
{
    /// <summary>PyTorch's own.</summary>
    public static CudaSettings Default => new(TensorFloat32Convolutions: true, TensorFloat32Products: false, MeasuresConvolutions: false);
}
