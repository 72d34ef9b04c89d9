using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Tests.Training;

/// <summary>Points around three centres: a problem that a tiny network solves at once.</summary>
internal static class Blobs
{
    private static readonly (float X, float Y)[] Centres = [(2, 0), (-1, 1.7f), (-1, -1.7f)];

    public static Dataset<S2, Labels> Make(int count, int seed)
    {
        var random = new Random(seed);
        var inputs = new float[2 * count];
        var labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 3);
            inputs[2 * i] = Centres[labels[i]].X + Noise();
            inputs[2 * i + 1] = Centres[labels[i]].Y + Noise();
        }

        return new Dataset<S2, Labels>(Examples.Floats<S2>(inputs), Examples.Labels(labels, 3));

        float Noise() => (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 0.8f;
    }
}
