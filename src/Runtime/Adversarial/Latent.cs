using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Adversarial;

/// <summary>What the numbers are that a generator makes its samples from: noise, and with <see cref="Categories"/> a code of InfoGAN's behind it.</summary>
public sealed record Latent
{
    /// <summary>Normal numbers of mean 0 and deviation 1.</summary>
    public static Latent Normal { get; } = new();

    /// <summary>Numbers from -1 to 1, each as likely (Radford, Metz and Chintala 2016).</summary>
    public static Latent Uniform { get; } = new() { IsUniform = true };

    private Latent()
    {
    }

    /// <summary>
    /// How many values a code has that is drawn for each sample, each value as often (Chen et al. 2016): so many of the last numbers are 0, but for a 1 in the place of the value.
    /// 0 for no code.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or 1.</exception>
    public int Categories
    {
        get;
        init => field = value is 0 or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Categories), value, "A code has at least 2 values, or is left out with 0.");
    }

    private bool IsUniform { get; init; }

    /// <summary>Whether the generator has room for the code beside noise.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    internal void Check<TNoise>(Network generator) where TNoise : IShape
    {
        if (Length<TNoise>() <= Categories)
            throw new ArgumentException($"{generator.Name} takes {Length<TNoise>()} numbers, which leaves none for noise beside a code of {Categories} values.", nameof(generator));
    }

    /// <summary>The numbers for some samples, on the random numbers' device.</summary>
    /// <param name="count">How many samples.</param>
    /// <param name="elementType">The type of the numbers.</param>
    /// <param name="random">What they are drawn from.</param>
    /// <param name="values">The value of each sample's code, where it is not to be drawn.</param>
    internal Latents<TNoise> Draw<TNoise>(int count, ElementType elementType, RandomStream random, ReadOnlySpan<int> values = default) where TNoise : IShape
    {
        var aten = random.Dispatcher.Aten;
        using var noise = Tensor.Empty([count, Length<TNoise>() - Categories], elementType, random.Device);
        if (IsUniform) aten.UniformInPlace(noise.Handle, -1, 1, random.Handle);
        else aten.NormalInPlace(noise.Handle, 0, 1, random.Handle);
        var labels = Categories == 0 ? null : values.IsEmpty ? DrawValues(count, random) : Labels.From(values, random.Device);
        using var all = labels is null ? noise.Clone() : Behind(noise, labels, aten);
        GC.KeepAlive(random);
        Span<long> sizes = [count, .. TNoise.Dimensions.ToArray()];
        return new Latents<TNoise>(Tensor<TNoise>.Own(random.Dispatcher, aten.View(all.Handle, sizes), "latent numbers"), Categories, labels);
    }

    private static int Length<TNoise>() where TNoise : IShape
    {
        int length = 1;
        foreach (int dimension in TNoise.Dimensions) length *= dimension;
        return length;
    }

    private Labels DrawValues(int count, RandomStream random)
    {
        var aten = random.Dispatcher.Aten;
        using var drawn = Tensor.Empty([count], device: random.Device);
        aten.UniformInPlace(drawn.Handle, 0, Categories, random.Handle);
        // What rounding has made of the largest numbers.
        aten.ClampInPlace(drawn.Handle, 0, Categories - 1);
        return Labels.Own(random.Dispatcher, aten.ToCopy(drawn.Handle, ElementType.Int64));
    }

    /// <summary>Noise, and behind it the codes.</summary>
    private Tensor Behind(Tensor noise, Labels labels, Aten aten)
    {
        using var codes = OneHot(labels, Categories, noise.ElementType);
        return new Tensor(noise.Dispatcher, aten.Cat([noise.Handle, codes.Handle], dim: 1));
    }

    /// <summary>[N, values]: 0, and 1 in the place of each label.</summary>
    internal static Tensor OneHot(Labels labels, int values, ElementType elementType)
    {
        var codes = Tensor.Zeros([labels.Count, values], elementType, labels.Device);
        using var places = new Tensor(labels.Dispatcher, labels.Dispatcher.Aten.Unsqueeze(labels.Handle, 1));
        labels.Dispatcher.Aten.ScatterInPlace(codes.Handle, 1, places.Handle, 1);
        return codes;
    }
}
