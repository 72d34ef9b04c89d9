namespace ModelDsl.Runtime.Data;

// What a network makes of the examples, once and for all.
public sealed partial class Dataset<TInput, TTarget>
{
    /// <summary>
    /// The same examples with what a function makes of their inputs: <c>train.Map(net.Features)</c> runs the part of a network that is not to learn once over all
    /// of them, and a head is then trained on what it gave as often as one likes. The results are kept in memory, in float32. What changes from epoch to
    /// epoch, an <see cref="Augmented"/> set, is taken as it is in epoch 0.
    /// </summary>
    /// <typeparam name="TFeatures">The shape of what the function makes of an example.</typeparam>
    /// <param name="function">From a batch of inputs to as many results; its result is disposed of. The input is valid during the call.</param>
    /// <param name="batchSize">Examples in a call; the last may have fewer.</param>
    /// <param name="elementType">The type of the inputs' numbers, as the network has it.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    /// <exception cref="ArgumentException">The function's result has another number of examples than its input; or all together are too many for an array.</exception>
    public Dataset<TFeatures, TTarget> Map<TFeatures>(
        Func<Tensor<TInput>, Tensor<TFeatures>> function, int batchSize = 100, ElementType elementType = ElementType.Float32, Device device = default,
        CancellationToken cancellation = default)
        where TFeatures : IShape
    {
        ArgumentNullException.ThrowIfNull(function);
        int size = Examples.SizeOf<TFeatures>();
        if ((long)size * Count > Array.MaxLength)
            throw new ArgumentException($"{Count} examples of {size} numbers are more than fit into an array of {Array.MaxLength}; map parts of them.", nameof(function));
        var values = new float[size * Count];
        int done = 0;
        using var loader = new DataLoader<TInput, TTarget>(this, batchSize, elementType: elementType, device: device);
        foreach (var batch in loader.Epoch(epoch: 0, cancellation))
        {
            using var result = function(batch.Input);
            if (result.Length != (long)size * batch.Count)
                throw new ArgumentException($"The function made {result.Length / size} results of {batch.Count} examples.", nameof(function));
            using var numbers = result.ElementType == ElementType.Float32 ? null : result.To(ElementType.Float32);
            ((Tensor?)numbers ?? result).ToArray<float>().CopyTo(values, done);
            done += size * batch.Count;
        }

        return new Dataset<TFeatures, TTarget>(Examples.Floats<TFeatures>(values), Targets, Count, loaderThreads: 1);
    }
}
