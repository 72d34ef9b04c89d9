namespace Experiments;

internal static class Normal
{
    /// <summary>A number of mean 0 and deviation 1, Box and Muller 1958.</summary>
    public static float NextNormal(this Random random) => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
