namespace ModelDsl.Runtime;

/// <summary>
/// A size, stride, padding or dilation along height and width; a single number means both: <c>stride: 2</c> is <c>stride: (2, 2)</c>.
/// </summary>
public readonly record struct Size2(int Height, int Width)
{
    public static implicit operator Size2(int both) => new(both, both);

    public static implicit operator Size2((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary><c>1x7</c>, as the language writes it.</summary>
    public override string ToString() => FormattableString.Invariant($"{Height}x{Width}");
}
