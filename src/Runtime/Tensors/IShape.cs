namespace ModelDsl.Runtime;

/// <summary>A shape per example as a type, written by the compiler: <c>F1x28x28</c> has the dimensions 1, 28, 28.</summary>
public interface IShape
{
    static abstract ReadOnlySpan<int> Dimensions { get; }
}
