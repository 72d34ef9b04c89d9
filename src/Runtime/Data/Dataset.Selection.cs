namespace ModelDsl.Runtime.Data;

// Parts of a data set. The examples of a part stand in the order that they have in the whole, and none is copied.
public sealed partial class Dataset<TInput, TTarget>
{
    /// <summary>The examples with these numbers, in this order. A number may stand there more than once.</summary>
    /// <exception cref="ArgumentException">There are no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no example.</exception>
    public Dataset<TInput, TTarget> Select(params ReadOnlySpan<int> indices)
    {
        int[] selection = Parts.Checked(indices, Count);
        return new Dataset<TInput, TTarget>(Inputs.Selected(selection), Targets.Selected(selection), selection.Length, LoaderThreads);
    }

    /// <summary>Two parts drawn at random, one to learn from and one to choose settings by.</summary>
    /// <param name="validation">The second part's share of the examples, between 0 and 1.</param>
    /// <param name="seed">The same seed draws the same parts.</param>
    /// <param name="stratified">Both parts have the classes in the same proportions, to one example of each class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A part would have no examples.</exception>
    /// <exception cref="InvalidOperationException">Stratified, but the targets are no labels.</exception>
    public (Dataset<TInput, TTarget> Train, Dataset<TInput, TTarget> Validation) Split(double validation, int seed, bool stratified = false)
    {
        var (train, validated) = Parts.Split(validation, Draw(seed, stratified));
        return (Select(train), Select(validated));
    }

    /// <summary>
    /// Parts of equal size, to one example, each once the part to validate by while the others together are learned from (k-fold
    /// cross-validation).
    /// </summary>
    /// <param name="count">The number of parts, k.</param>
    /// <param name="seed">The same seed draws the same parts.</param>
    /// <param name="stratified">All parts have the classes in the same proportions, to one example of each class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two parts, or more than examples.</exception>
    /// <exception cref="InvalidOperationException">Stratified, but the targets are no labels.</exception>
    public IReadOnlyList<(Dataset<TInput, TTarget> Train, Dataset<TInput, TTarget> Validation)> Folds(int count, int seed, bool stratified = false)
    {
        var folds = Parts.Folds(count, Draw(seed, stratified));
        return [.. folds.Select(fold => (Select(fold.Train), Select(fold.Validation)))];
    }

    /// <summary>So many examples of each class, drawn at random, for learning from few labels.</summary>
    /// <exception cref="ArgumentException">A class has fewer; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The targets are no labels.</exception>
    public Dataset<TInput, TTarget> PerClass(int count, int seed) => Select(Parts.PerClass(count, ClassOfEach(), seed));

    /// <summary>The examples of some classes.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="renumber">Labels each example with the place of its class in the list, for a network of so many classes.</param>
    /// <exception cref="ArgumentException">There is no example of one of the classes, or it is named twice.</exception>
    /// <exception cref="InvalidOperationException">The targets are no labels.</exception>
    public Dataset<TInput, TTarget> OfClasses(ReadOnlySpan<int> classes, bool renumber = false)
    {
        int[] classOfEach = ClassOfEach();
        var some = Select(Parts.OfClasses(classes, classOfEach));
        if (!renumber) return some;
        int[] numbers = classes.ToArray();
        var labels = new LabelExamples([.. classOfEach.Select(label => Array.IndexOf(numbers, label)).Where(number => number >= 0)]);
        return new Dataset<TInput, TTarget>(some.Inputs, (Examples<TTarget>)(object)labels, some.Count, LoaderThreads);
    }

    private int[] Draw(int seed, bool stratified) => Parts.Drawn(Count, seed, stratified ? ClassOfEach() : null);

    private int[] ClassOfEach() => Parts.ClassOfEach(Targets, Count);
}
