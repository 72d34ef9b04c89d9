namespace ModelDsl.Runtime.Tests.Networks;

/// <summary>Batches for LeNet-5: noise with the label's row drawn into it, so that there is something to learn.</summary>
internal static class Digits
{
    public static Tensor<F1x28x28> Images(int count, int seed = 1) => Tensor<F1x28x28>.From(Pixels(count, seed));

    public static Labels Labels(int count) => Runtime.Labels.From([.. Enumerable.Range(0, count).Select(i => i % 10)]);

    public static float[] Pixels(int count, int seed = 1)
    {
        var random = new Random(seed);
        var pixels = new float[count * 784];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = random.NextSingle();
        for (int i = 0; i < count; i++) pixels.AsSpan(i * 784 + (2 * (i % 10) + 4) * 28, 28).Fill(2);
        return pixels;
    }
}
