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

    /// <summary>All numbers, in an order that the seed decides.</summary>
    public static int[] Shuffled(int count, int seed) => new ExampleOrder(count, seed).Of(Stream).ToArray();

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
}
