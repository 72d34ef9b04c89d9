using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>Numbers of examples that make up parts of a data set.</summary>
internal static class Parts
{
    /// <summary>The stream of the seed that parts are drawn from; those of epochs are not negative.</summary>
    private const int Stream = -1;

    /// <summary>The numbers themselves, if they are those of examples.</summary>
    /// <exception cref="ArgumentException">There are no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no example.</exception>
    public static int[] Checked(ReadOnlySpan<int> indices, int count)
    {
        int wrong = indices.IndexOfAnyExceptInRange(0, count - 1);
        if (wrong >= 0)
            throw new ArgumentOutOfRangeException(nameof(indices), indices[wrong], Invariant($"The {count} examples have the numbers 0 to {count - 1}."));
        if (indices.IsEmpty) throw new ArgumentException("A part of a data set needs at least one example.", nameof(indices));
        return indices.ToArray();
    }

    /// <summary>All numbers, in an order that the seed decides, and then class by class where the class of each is given.</summary>
    public static int[] Drawn(int count, int seed, int[]? classes = null)
    {
        int[] drawn = new ExampleOrder(count, seed).Of(Stream).ToArray();
        return classes is null ? drawn : [.. drawn.OrderBy(example => classes[example])];
    }

    /// <summary>The numbers of two parts, each in the examples' order.</summary>
    /// <param name="validation">The second part's share, between 0 and 1.</param>
    /// <param name="drawn">All numbers. The share holds for every beginning of them, so for every class too where they go class by class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A part would have no examples.</exception>
    public static (int[] Train, int[] Validation) Split(double validation, int[] drawn)
    {
        if (!(validation > 0 && validation < 1))
            throw new ArgumentOutOfRangeException(nameof(validation), validation, "The share of the validation examples must be between 0 and 1.");
        var (train, validated) = (new List<int>(), new List<int>());
        for (int place = 0; place < drawn.Length; place++)
        {
            bool isValidated = (int)Math.Round((place + 1) * validation) > validated.Count;
            (isValidated ? validated : train).Add(drawn[place]);
        }

        if (train.Count == 0 || validated.Count == 0)
            throw new ArgumentException(Invariant($"A share of {validation} of {drawn.Length} examples leaves a part without any."), nameof(validation));
        return ([.. train.Order()], [.. validated.Order()]);
    }

    /// <summary>The numbers of parts of equal size, to one example, each once validated by while the others together are learned from.</summary>
    /// <param name="count">The number of parts.</param>
    /// <param name="drawn">All numbers, class by class where every part is to have the classes in the same proportions.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two parts, or more than examples.</exception>
    public static IEnumerable<(int[] Train, int[] Validation)> Folds(int count, int[] drawn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, drawn.Length);
        var part = new int[drawn.Length];
        for (int place = 0; place < drawn.Length; place++) part[drawn[place]] = place % count;
        return Enumerable.Range(0, count).Select(fold => (Where(part, of => of != fold), Where(part, of => of == fold)));
    }

    /// <summary>The numbers of so many examples of each class, drawn at random.</summary>
    /// <param name="count">How many of each.</param>
    /// <param name="classOfEach">The class of each example.</param>
    /// <param name="seed">The same seed draws the same examples.</param>
    /// <exception cref="ArgumentException">A class has fewer; the message names it.</exception>
    public static int[] PerClass(int count, int[] classOfEach, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        foreach (var members in classOfEach.GroupBy(label => label).OrderBy(members => members.Key))
        {
            int found = members.Count();
            if (found < count) throw new ArgumentException(Invariant($"Class {members.Key} has {found} examples, not {count}."), nameof(count));
        }

        return [.. Drawn(classOfEach.Length, seed).GroupBy(example => classOfEach[example]).SelectMany(members => members.Take(count)).Order()];
    }

    /// <summary>The numbers of the examples of some classes.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="classOfEach">The class of each example.</param>
    /// <exception cref="ArgumentException">There is no example of one of the classes, or it is named twice.</exception>
    public static int[] OfClasses(ReadOnlySpan<int> classes, int[] classOfEach)
    {
        var wanted = new HashSet<int>();
        foreach (int label in classes)
        {
            if (!wanted.Add(label)) throw new ArgumentException(Invariant($"Class {label} is named twice."), nameof(classes));
            if (!classOfEach.Contains(label)) throw new ArgumentException(Invariant($"There is no example of class {label}."), nameof(classes));
        }

        return Where(classOfEach, wanted.Contains);
    }

    /// <summary>The class of each of the first examples.</summary>
    /// <param name="targets">What stands beside the examples; labels, if they have classes.</param>
    /// <param name="count">The number of examples.</param>
    /// <exception cref="InvalidOperationException">These are no labels.</exception>
    public static int[] ClassOfEach(object? targets, int count)
    {
        if (targets is LabelExamples known) return known.Values[..count].ToArray();
        if (targets is not Examples<Labels> labels)
            throw new InvalidOperationException("Examples go by class only where their targets are Labels; these are numbers.");
        using var batch = labels.CreateBatch(count);
        labels.Read([.. Enumerable.Range(0, count)], batch);
        return Array.ConvertAll(batch.ToArray<long>(), label => (int)label);
    }

    private static int[] Where(int[] values, Func<int, bool> wanted) => [.. Enumerable.Range(0, values.Length).Where(example => wanted(values[example]))];
}
