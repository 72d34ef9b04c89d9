using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// What the data sets of networks of several inputs or targets are: a column for each of them, with an example in each row. The compiler writes the classes.
/// </summary>
/// <typeparam name="TSelf">The class itself, which its parts are of too.</typeparam>
public abstract class ExampleTable<TSelf> where TSelf : ExampleTable<TSelf>
{
    private string? _first;
    private Examples<Labels>? _labels;
    private int _loaderThreads = 1;

    /// <summary>The number of examples.</summary>
    public int Count { get; private set; }

    /// <summary>How many threads a loader makes batches on, unless it is told otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int LoaderThreads
    {
        get => _loaderThreads;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _loaderThreads = value;
        }
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.OnThreads"/>
    public TSelf OnThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var same = (TSelf)MemberwiseClone();
        same._loaderThreads = count;
        return same;
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Take"/>
    public TSelf Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count >= Count ? (TSelf)this : Select([.. Enumerable.Range(0, count)]);
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Select"/>
    public TSelf Select(params ReadOnlySpan<int> indices)
    {
        var some = Selected(Parts.Checked(indices, Count));
        some._loaderThreads = LoaderThreads;
        return some;
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Split"/>
    public (TSelf Train, TSelf Validation) Split(double validation, int seed, bool stratified = false)
    {
        var (train, validated) = Parts.Split(validation, Draw(seed, stratified));
        return (Select(train), Select(validated));
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.Folds"/>
    public IReadOnlyList<(TSelf Train, TSelf Validation)> Folds(int count, int seed, bool stratified = false)
    {
        var folds = Parts.Folds(count, Draw(seed, stratified));
        return [.. folds.Select(fold => (Select(fold.Train), Select(fold.Validation)))];
    }

    /// <inheritdoc cref="Dataset{TInput, TTarget}.PerClass"/>
    public TSelf PerClass(int count, int seed) => Select(Parts.PerClass(count, ClassOfEach(), seed));

    /// <summary>The examples of some classes, with their labels.</summary>
    /// <exception cref="ArgumentException">There is no example of one of the classes, or it is named twice.</exception>
    /// <exception cref="InvalidOperationException">The targets are no labels.</exception>
    public TSelf OfClasses(params ReadOnlySpan<int> classes) => Select(Parts.OfClasses(classes, ClassOfEach()));

    /// <summary>For compiled code: the examples with these numbers, which are right.</summary>
    protected abstract TSelf Selected(int[] indices);

    /// <summary>For compiled code: the examples of a column, if they are as many as those of the columns before it.</summary>
    /// <exception cref="ArgumentException">There are none, or not as many.</exception>
    protected Examples<TTensor> Column<TTensor>(Examples<TTensor> examples, string name) where TTensor : Tensor
    {
        ArgumentNullException.ThrowIfNull(examples, name);
        if (examples.Count == 0) throw new ArgumentException("A data set needs at least one example.", name);
        if (_first is null) (_first, Count) = (name, examples.Count);
        else if (examples.Count != Count) throw new ArgumentException(Invariant($"{Count} examples for '{_first}', but {examples.Count} for '{name}'."), name);
        _labels ??= examples as Examples<Labels>;
        return examples;
    }

    private int[] Draw(int seed, bool stratified) => Parts.Drawn(Count, seed, stratified ? ClassOfEach() : null);

    private int[] ClassOfEach() => Parts.ClassOfEach(_labels, Count);
}
