namespace ModelDsl.Runtime.Data;

// Examples that are put beside each other by their classes, for networks of several inputs that learn what belongs together.
public sealed partial class Dataset<TInput, TTarget>
{
    /// <summary>
    /// Pairs of inputs, half of them of one class, for a contrastive loss: the first is of a class drawn at random, the second another example of that class or one of
    /// another class. They are drawn anew in each epoch; what is drawn depends on the seed, the epoch and the number of the pair alone.
    /// </summary>
    /// <typeparam name="TSame">One number: 1 where both are of one class, 0 elsewhere.</typeparam>
    /// <param name="count">The number of pairs.</param>
    /// <param name="seed">The same seed draws the same pairs.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no pairs.</exception>
    /// <exception cref="ShapeMismatchException">The third shape is not that of one number.</exception>
    /// <exception cref="ArgumentException">The examples are all of one class.</exception>
    /// <exception cref="InvalidOperationException">The targets are no labels.</exception>
    public (Examples<Tensor<TInput>> Left, Examples<Tensor<TInput>> Right, Examples<Tensor<TSame>> Same) Pairs<TSame>(int count, int seed) where TSame : IShape
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var draws = new ClassDraws(ClassOfEach(), seed);
        return (
            new DrawnExamples<Tensor<TInput>>(Inputs, count, (epoch, pair) => draws.Pair(epoch, pair).Left),
            new DrawnExamples<Tensor<TInput>>(Inputs, count, (epoch, pair) => draws.Pair(epoch, pair).Right),
            new DrawnNumbers<TSame>(count, (epoch, pair) => draws.Pair(epoch, pair).IsSame ? 1 : 0));
    }

    /// <summary>
    /// Triplets of inputs for a triplet loss: an anchor of a class drawn at random, another example of that class, and one of another class. They are drawn anew in each
    /// epoch; what is drawn depends on the seed, the epoch and the number of the triplet alone.
    /// </summary>
    /// <param name="count">The number of triplets.</param>
    /// <param name="seed">The same seed draws the same triplets.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no triplets.</exception>
    /// <exception cref="ArgumentException">The examples are all of one class.</exception>
    /// <exception cref="InvalidOperationException">The targets are no labels.</exception>
    public (Examples<Tensor<TInput>> Anchor, Examples<Tensor<TInput>> Positive, Examples<Tensor<TInput>> Negative) Triplets(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var draws = new ClassDraws(ClassOfEach(), seed);
        return (
            new DrawnExamples<Tensor<TInput>>(Inputs, count, (epoch, triplet) => draws.Triplet(epoch, triplet).Anchor),
            new DrawnExamples<Tensor<TInput>>(Inputs, count, (epoch, triplet) => draws.Triplet(epoch, triplet).Positive),
            new DrawnExamples<Tensor<TInput>>(Inputs, count, (epoch, triplet) => draws.Triplet(epoch, triplet).Negative));
    }
}
