using ModelDsl.Runtime.TorchSharp;
using TorchSharp;

namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>Calls record gradients through tensors that want them. Over TorchSharp, whose autograd is never off but through the runtime's own tensors.</summary>
internal readonly ref struct Recording
{
    public Recording()
    {
    }

    public void Dispose()
    {
    }

    /// <summary>Makes a leaf of a tensor.</summary>
    public static void RequireGradient(nint tensor) => TensorReference.Of(tensor).Tensor.requires_grad = true;

    /// <summary>The leaves' gradients, as new handles; 0 where the output does not depend on one.</summary>
    public static nint[] Gradients(nint output, nint gradient, IEnumerable<nint> leaves)
    {
        torch.Tensor[] of = [.. leaves.Select(leaf => TensorReference.Of(leaf).Tensor)];
        var gradients = torch.autograd.grad(
            [TensorReference.Of(output).Tensor], of, [TensorReference.Of(gradient).Tensor], allow_unused: true);
        return [.. gradients.Select(tensor => tensor is null || tensor.IsInvalid ? 0 : TensorReference.Own(tensor))];
    }
}
