using static System.FormattableString;

namespace ModelDsl.Runtime.Explaining;

/// <summary>The gradient of one class's score for each example: what <see cref="GradCam"/> and <see cref="Saliency"/> send back through a network.</summary>
internal static class Scores
{
    /// <summary>1 at each example's class, [N, classes].</summary>
    public static Tensor<TOutput> Slope<TOutput>(Network network, Tensor<TOutput> output, ReadOnlySpan<int> classes) where TOutput : IShape
    {
        int examples = (int)output.Count, each = (int)(output.Length / examples);
        if (classes.Length != examples) throw new ArgumentException(Invariant($"{classes.Length} classes for {examples} examples."), nameof(classes));
        var slopes = new double[output.Length];
        for (int i = 0; i < examples; i++)
        {
            if ((uint)classes[i] >= (uint)each)
                throw new ArgumentException(Invariant($"Class {classes[i]} of example {i} is none of the {each} outputs of {network.Name}."), nameof(classes));
            slopes[i * each + classes[i]] = 1;
        }

        using var wide = Tensor.From<double>(slopes, output.Sizes);
        using var typed = wide.To(network.ElementType);
        using var there = typed.To(network.Device);
        return Tensor<TOutput>.Wrap(there);
    }

    public static float[] ToFloats(Tensor tensor)
    {
        using var plain = tensor.To(ElementType.Float32);
        return plain.ToArray<float>();
    }
}
