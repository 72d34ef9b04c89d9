namespace ModelDsl.Runtime.Data;

/// <summary>
/// Examples of which a <see cref="DataLoader{TBatch}"/> makes batches of one kind: <see cref="Dataset{TInput, TTarget}"/>, <see cref="Dataset{TInput}"/>, or the class
/// <c>Dataset</c> that the compiler writes within a network of several inputs or targets.
/// </summary>
/// <typeparam name="TBatch">What holds some of them at once.</typeparam>
public interface IDataset<TBatch> where TBatch : Batch
{
    /// <summary>The number of examples.</summary>
    int Count { get; }

    /// <summary>How many threads a loader makes batches on, unless it is told otherwise.</summary>
    int LoaderThreads { get; }

    /// <summary>A batch of <paramref name="count"/> examples, to be filled again and again.</summary>
    /// <param name="count">The number of examples.</param>
    /// <param name="elementType">The type of its numbers; labels are always Int64.</param>
    /// <param name="device">Where it lives.</param>
    TBatch CreateBatch(int count, ElementType elementType = ElementType.Float32, Device device = default);
}
