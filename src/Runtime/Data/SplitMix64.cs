namespace ModelDsl.Runtime.Data;

/// <summary>
/// Steele, Lea and Flood's SplitMix64 (2014): a counter and a mixing function, written out here so that a seed gives the same order
/// of examples on every machine and in every version of .NET, which <see cref="Random"/> does not promise.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => Mix(_state += GoldenGamma);

    /// <summary>
    /// A number from 0 to <paramref name="bound"/> - 1, each equally likely (Lemire 2019: multiply, reject the few that would
    /// bias).
    /// </summary>
    public uint Below(uint bound)
    {
        ulong product = (Next() >> 32) * bound;
        if ((uint)product < bound)
        {
            uint threshold = (uint)-(int)bound % bound;
            while ((uint)product < threshold) product = (Next() >> 32) * bound;
        }

        return (uint)(product >> 32);
    }

    /// <summary>A number from 0 up to 1, not 1 itself, in steps of 2^-53.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public double Between(double low, double high) => low + (high - low) * Fraction();

    /// <summary>Two independent numbers of mean 0 and standard deviation 1 (Box and Muller 1958).</summary>
    public (double First, double Second) Normals()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - Fraction()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * Fraction());
        return (radius * cos, radius * sin);
    }

    /// <summary>A stream of its own for each pair of numbers, so that epoch 2 of seed 1 is not epoch 1 of seed 2.</summary>
    public static SplitMix64 For(long seed, long stream) => new(Mix((ulong)seed * GoldenGamma) ^ Mix(~(ulong)stream));

    /// <summary>A stream of its own for each three numbers.</summary>
    public static SplitMix64 For(long seed, long stream, long part) => For((long)For(seed, stream).Next(), part);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
