namespace ModelDsl.Runtime;

/// <summary>
/// A shape per example as a type, written by the compiler: <c>F1x28x28</c> has the dimensions 1, 28, 28; <c>T200of20000</c> is 200 tokens
/// of a vocabulary of 20000.
/// </summary>
public interface IShape
{
    static abstract ReadOnlySpan<int> Dimensions { get; }

    /// <summary>How many different tokens there are, counted from 0; 0 where the elements are numbers.</summary>
    static virtual int Vocabulary => 0;
}
