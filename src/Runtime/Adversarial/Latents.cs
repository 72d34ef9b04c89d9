namespace ModelDsl.Runtime.Adversarial;

/// <summary>What some samples are made from.</summary>
public abstract class Latents : IDisposable
{
    private protected Latents(int categories, Labels? values) => (Categories, Values) = (categories, values);

    /// <summary>How many values a code has; 0 where there is none.</summary>
    public int Categories { get; }

    /// <summary>The value of each sample's code, [N]; null where there is no code.</summary>
    public Labels? Values { get; }

    /// <summary>Frees them.</summary>
    public void Dispose()
    {
        Values?.Dispose();
        Free();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Free();
}

/// <summary>The same with the numbers themselves.</summary>
/// <typeparam name="TNoise">What the generator takes.</typeparam>
public sealed class Latents<TNoise> : Latents where TNoise : IShape
{
    internal Latents(Tensor<TNoise> numbers, int categories, Labels? values) : base(categories, values) => Numbers = numbers;

    /// <summary>The generator's input, [N, ...].</summary>
    public Tensor<TNoise> Numbers { get; }

    private protected override void Free() => Numbers.Dispose();
}
