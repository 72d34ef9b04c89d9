namespace Experiments;

/// <summary>
/// How much two answers about the same thing say about each other, in nats: invariant information clustering, Ji, Henriques and Vedaldi 2019. With P(k, l) the mean over the examples of
/// (p_k q_l + q_k p_l) / 2 and P(k) its sums, it is the sum over k and l of P(k, l) (log P(k, l) - balance (log P(k) + log P(l))). A balance above 1 wants every answer to be given as often as any other.
/// </summary>
internal static class Agreement
{
    private const double Least = 1e-6;

    /// <summary>It, and its gradient.</summary>
    /// <param name="answers">Probabilities of each class, example after example; those of the second view of all of them after those of the first.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="balance">The factor of the entropies of the answers.</param>
    public static (double Value, float[] Gradient) Of(float[] answers, int classes, double balance)
    {
        if (answers.Length % (2 * classes) != 0) throw new ArgumentException($"expected two views of as many examples, {classes} numbers each, given {answers.Length} numbers", nameof(answers));
        float[] first = answers[..(answers.Length / 2)], second = answers[(answers.Length / 2)..];
        int count = first.Length / classes;
        double[,] joint = Joint(first, second, classes), slopes = new double[classes, classes];
        double[] logs = [.. Enumerable.Range(0, classes).Select(k => Log(Enumerable.Range(0, classes).Sum(l => joint[k, l])))];
        double value = 0;
        for (int k = 0; k < classes; k++)
        {
            for (int l = 0; l < classes; l++)
            {
                slopes[k, l] = Log(joint[k, l]) - balance * (logs[k] + logs[l]);
                value += joint[k, l] * slopes[k, l];
            }
        }

        return (value, [.. Slopes(second), .. Slopes(first)]);

        // What the logarithms themselves add is the same for all classes: 1 - 2 balance.
        IEnumerable<float> Slopes(float[] other)
        {
            for (int i = 0; i < count * classes; i++)
            {
                double slope = 1 - 2 * balance;
                for (int l = 0; l < classes; l++) slope += slopes[i % classes, l] * other[i / classes * classes + l];
                yield return (float)(slope / count);
            }
        }
    }

    private static double[,] Joint(float[] first, float[] second, int classes)
    {
        double[,] joint = new double[classes, classes];
        int count = first.Length / classes;
        for (int start = 0; start < first.Length; start += classes)
        {
            for (int k = 0; k < classes; k++)
            {
                for (int l = 0; l < classes; l++) joint[k, l] += (first[start + k] * second[start + l] + second[start + k] * first[start + l]) / (2.0 * count);
            }
        }

        return joint;
    }

    private static double Log(double probability) => Math.Log(Math.Max(probability, Least));
}
