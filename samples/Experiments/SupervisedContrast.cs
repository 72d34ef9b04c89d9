namespace Experiments;

/// <summary>
/// How little embeddings tell of their classes: the supervised contrastive loss, Khosla et al. 2020. Each example picks another of the batch, j with a probability in proportion to exp(e_i e_j / temperature);
/// the loss is -log of it, the mean over those of the same class, and then over the examples.
/// </summary>
internal static class SupervisedContrast
{
    /// <summary>It, and its gradient.</summary>
    /// <param name="embeddings">Numbers of length 1, example after example.</param>
    /// <param name="classes">The class of each. One that is alone in its class adds nothing.</param>
    /// <param name="temperature">The lower, the more the nearest count.</param>
    public static (double Value, float[] Gradient) Of(float[] embeddings, int[] classes, double temperature)
    {
        int count = classes.Length, size = embeddings.Length / count;
        if (embeddings.Length != count * size) throw new ArgumentException($"{embeddings.Length} numbers are no {count} embeddings of one size", nameof(embeddings));
        double[,] scores = Scores(embeddings, count, size, temperature);
        float[] gradient = new float[embeddings.Length];
        double value = 0;
        for (int i = 0; i < count; i++)
        {
            var others = Enumerable.Range(0, count).Where(j => j != i).ToList();
            int same = others.Count(j => classes[j] == classes[i]);
            if (same == 0) continue;
            double log = LogSum(others.Select(j => scores[i, j]));
            foreach (int j in others)
            {
                double wanted = classes[j] == classes[i] ? 1.0 / same : 0;
                value += wanted * (log - scores[i, j]) / count;
                Add((Math.Exp(scores[i, j] - log) - wanted) / (temperature * count), i, j);
            }
        }

        return (value, gradient);

        // Of e_i e_j.
        void Add(double slope, int i, int j)
        {
            for (int k = 0; k < size; k++)
            {
                gradient[i * size + k] += (float)slope * embeddings[j * size + k];
                gradient[j * size + k] += (float)slope * embeddings[i * size + k];
            }
        }
    }

    private static double[,] Scores(float[] embeddings, int count, int size, double temperature)
    {
        double[,] scores = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                float product = 0;
                for (int k = 0; k < size; k++) product += embeddings[i * size + k] * embeddings[j * size + k];
                scores[i, j] = scores[j, i] = product / temperature;
            }
        }

        return scores;
    }

    private static double LogSum(IEnumerable<double> scores)
    {
        double most = scores.Max();
        return most + Math.Log(scores.Sum(score => Math.Exp(score - most)));
    }
}
