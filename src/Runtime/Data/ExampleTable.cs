using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// What the data sets of networks of several inputs or targets are: a column for each of them, with an example in each row. The compiler writes the classes.
/// </summary>
public abstract class ExampleTable
{
    private string? _first;

    /// <summary>The number of examples.</summary>
    public int Count { get; private set; }

    /// <summary>How many threads a loader makes batches on, unless it is told otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int LoaderThreads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>For compiled code: the examples of a column, if they are as many as those of the columns before it.</summary>
    /// <exception cref="ArgumentException">There are none, or not as many.</exception>
    protected Examples<TTensor> Column<TTensor>(Examples<TTensor> examples, string name) where TTensor : Tensor
    {
        ArgumentNullException.ThrowIfNull(examples, name);
        if (examples.Count == 0) throw new ArgumentException("A data set needs at least one example.", name);
        if (_first is null) (_first, Count) = (name, examples.Count);
        else if (examples.Count != Count) throw new ArgumentException(Invariant($"{Count} examples for '{_first}', but {examples.Count} for '{name}'."), name);
        return examples;
    }
}
