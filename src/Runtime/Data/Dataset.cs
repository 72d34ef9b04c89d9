using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// Examples to learn from or to be tested on: inputs, and for each the target. A network that learns from inputs alone takes them too, and leaves the targets.
/// </summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
/// <typeparam name="TTarget"><see cref="Labels"/>, or the tensor that the network is to put out.</typeparam>
public sealed partial class Dataset<TInput, TTarget> : IDataset<Batch<TInput, TTarget>>, IDataset<Batch<TInput>> where TInput : IShape where TTarget : Tensor
{
    /// <exception cref="ArgumentException">There are no examples, or not as many targets as inputs.</exception>
    public Dataset(Examples<Tensor<TInput>> inputs, Examples<TTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Count != targets.Count)
            throw new ArgumentException(Invariant($"{inputs.Count} inputs, but {targets.Count} targets."));
        if (inputs.Count == 0) throw new ArgumentException("A data set needs at least one example.");
        Inputs = inputs;
        Targets = targets;
        Count = inputs.Count;
    }

    private Dataset(Examples<Tensor<TInput>> inputs, Examples<TTarget> targets, int count, int loaderThreads)
    {
        Inputs = inputs;
        Targets = targets;
        Count = count;
        LoaderThreads = loaderThreads;
    }

    /// <summary>The inputs.</summary>
    public Examples<Tensor<TInput>> Inputs { get; }

    /// <summary>The targets, in the inputs' order.</summary>
    public Examples<TTarget> Targets { get; }

    /// <summary>The number of examples.</summary>
    public int Count { get; }

    /// <summary>How many threads a loader makes batches on, unless it is told otherwise; one unless <see cref="OnThreads"/> asked for more.</summary>
    public int LoaderThreads { get; } = 1;

    /// <summary>
    /// The same examples for loaders with several threads, where decoding or augmentation takes longer than a training step. The batches
    /// stay the same.
    /// </summary>
    public Dataset<TInput, TTarget> OnThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new Dataset<TInput, TTarget>(Inputs, Targets, Count, count);
    }

    /// <summary>The first <paramref name="count"/> examples, or all when there are fewer. Copies nothing.</summary>
    public Dataset<TInput, TTarget> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count >= Count ? this : new Dataset<TInput, TTarget>(Inputs, Targets, count, LoaderThreads);
    }

    /// <summary>
    /// The same examples with their images changed at random, by one change after the other, when a batch is made. What is drawn depends on
    /// the seed, the epoch and the number of the example here alone.
    /// </summary>
    /// <exception cref="ShapeMismatchException">The inputs are no images [C, H, W].</exception>
    public Dataset<TInput, TTarget> Augmented(int seed, params ReadOnlySpan<Augmentation> augmentations) =>
        new(new AugmentedExamples<TInput>(Inputs, seed, augmentations), Targets, Count, LoaderThreads);

    /// <summary>
    /// The same examples with their inputs normalised when a batch is made. Measure the normalisation on the examples to learn from and
    /// apply it to those to be tested on as well.
    /// </summary>
    /// <exception cref="ArgumentException">The inputs have other channels.</exception>
    public Dataset<TInput, TTarget> Normalized(Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        return new Dataset<TInput, TTarget>(new NormalizedExamples<TInput>(Inputs, normalization), Targets, Count, LoaderThreads);
    }

    Batch<TInput, TTarget> IDataset<Batch<TInput, TTarget>>.CreateBatch(int count, ElementType elementType, Device device) => new(this, count, elementType, device);

    Batch<TInput> IDataset<Batch<TInput>>.CreateBatch(int count, ElementType elementType, Device device) => new(Inputs, count, elementType, device);
}
