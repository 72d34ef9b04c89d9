namespace Experiments;

internal static class Draws
{
    /// <summary>A number of mean 0 and deviation 1, Box and Muller 1958.</summary>
    public static float NextNormal(this Random random) => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());

    /// <summary>One of these, each as likely.</summary>
    public static int Pick(this Random random, int[] from) => from[random.Next(from.Length)];
}
