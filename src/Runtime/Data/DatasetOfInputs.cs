namespace ModelDsl.Runtime.Data;

/// <summary>Examples of inputs alone, for networks that learn without targets: autoencoders, variational ones.</summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
public sealed class Dataset<TInput> : IDataset<Batch<TInput>> where TInput : IShape
{
    /// <exception cref="ArgumentException">There are no examples.</exception>
    public Dataset(Examples<Tensor<TInput>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0) throw new ArgumentException("A data set needs at least one example.");
        Inputs = inputs;
    }

    /// <summary>The inputs.</summary>
    public Examples<Tensor<TInput>> Inputs { get; }

    /// <summary>The number of examples.</summary>
    public int Count => Inputs.Count;

    /// <inheritdoc cref="Dataset{TInput, TTarget}.LoaderThreads"/>
    public int LoaderThreads { get; private init; } = 1;

    /// <inheritdoc cref="Dataset{TInput, TTarget}.OnThreads"/>
    public Dataset<TInput> OnThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new Dataset<TInput>(Inputs) { LoaderThreads = count };
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Take"/>
    public Dataset<TInput> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count >= Count ? this : Select([.. Enumerable.Range(0, count)]);
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Select"/>
    public Dataset<TInput> Select(params ReadOnlySpan<int> indices) => Of(Inputs.Select(indices));

    /// <summary>Two parts drawn at random, one to learn from and one to choose settings by.</summary>
    /// <param name="validation">The second part's share of the examples, between 0 and 1.</param>
    /// <param name="seed">The same seed draws the same parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A part would have no examples.</exception>
    public (Dataset<TInput> Train, Dataset<TInput> Validation) Split(double validation, int seed)
    {
        var (train, validated) = Parts.Split(validation, Parts.Drawn(Count, seed));
        return (Select(train), Select(validated));
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Augmented"/>
    public Dataset<TInput> Augmented(int seed, params ReadOnlySpan<Augmentation> augmentations) => Of(new AugmentedExamples<TInput>(Inputs, seed, augmentations));

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Normalized"/>
    public Dataset<TInput> Normalized(Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        return Of(new NormalizedExamples<TInput>(Inputs, normalization));
    }

    /// <inheritdoc/>
    public Batch<TInput> CreateBatch(int count, ElementType elementType = ElementType.Float32, Device device = default) => new(Inputs, count, elementType, device);

    private Dataset<TInput> Of(Examples<Tensor<TInput>> inputs) => new(inputs) { LoaderThreads = LoaderThreads };
}
