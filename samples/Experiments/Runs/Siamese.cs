using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace Experiments.Runs;

internal sealed class Siamese : Experiment
{
    private const int BatchSize = 64, Epochs = 4, Steps = 100, Episodes = 10_000, Ways = 3, Rows = 10, Columns = 1 + Ways;

    // Black, where mean and deviation are normalised.
    private const float Black = -0.42f;

    public override string Name => "siamese";

    public override string Subject =>
        "a net for embeddings of digits, trained with the triplet loss on 400 batches of 64 triplets of seven of MNIST's classes, turned and shifted a little; then 10,000 times a test digit of the other three "
        + "is told by the nearest of three examples, one of each";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (unlike, unlikePixels) = Measure(lab, [0, 1, 4], "014");
        var (alike, alikePixels) = Measure(lab, [7, 8, 9], "789");
        return
        [
            new("right among 0, 1 and 4", 100 * unlike, "%", Least: 85),
            new("by the nearest pixels", 100 * unlikePixels, "%"),
            new("among 7, 8 and 9, which look more alike, by a net trained on the others", 100 * alike, "%"),
            new("by the nearest pixels", 100 * alikePixels, "%"),
        ];
    }

    /// <summary>Learns from all other digits; the part of episodes with these that is told right, by the net and by the pictures themselves.</summary>
    private static (double Net, double Pixels) Measure(Lab lab, int[] unseen, string name)
    {
        var (train, test) = lab.MnistAs<F1x28x28>();
        using var network = new DigitTriplets(lab.Seed);
        Train(lab, network, train.OfClasses([.. Enumerable.Range(0, 10).Except(unseen)]));
        var asked = test.OfClasses(unseen);
        // All three inputs go the same way: the first output is that of the first.
        var told = Embed(lab, asked, digits =>
        {
            using var embedded = network.Predict(digits, digits, digits);
            return embedded.ToArray<float>();
        });
        var episodes = told.Draw(Episodes, Ways, new Random(lab.Seed));
        lab.Draw($"episodes of {name}: what is asked, and what it may be, the choice in white", $"episodes-{name}.png", Shown(asked, told, episodes), side: 28, Columns);
        return (told.Right(episodes), Embed(lab, asked, digits => digits.ToArray<float>()).Right(episodes));
    }

    /// <summary>Learns from two of one digit and one of another, drawn anew in each epoch.</summary>
    private static void Train(Lab lab, DigitTriplets network, Dataset<F1x28x28, Labels> digits)
    {
        var changing = digits.Augmented(lab.Seed, Augmentation.Rotate(15, fill: Black), Augmentation.Shift(2, 2, fill: Black));
        var (anchor, positive, negative) = changing.Triplets((lab.IsShort ? 10 : Steps) * BatchSize, lab.Seed);
        using var optimizer = new Adam(3e-4);
        var options = new TrainerOptions { Epochs = lab.Epochs(Epochs), BatchSize = BatchSize };
        lab.Train(network, optimizer, options, new DigitTriplets.Dataset(anchor, positive, negative));
    }

    private static OneShot Embed(Lab lab, Dataset<F1x28x28, Labels> digits, Func<Tensor<F1x28x28>, float[]> embed)
    {
        using var loader = new DataLoader<F1x28x28, Labels>(digits, batchSize: 500);
        var (embeddings, classes) = (new List<float[]>(), new List<int>());
        foreach (var batch in loader.Epoch(0, lab.Cancellation))
        {
            float[] numbers = embed(batch.Input);
            embeddings.AddRange(numbers.Chunk(numbers.Length / batch.Count));
            classes.AddRange(batch.Target.ToArray<long>().Select(label => (int)label));
        }

        return new OneShot([.. embeddings], [.. classes]);
    }

    /// <summary>The first episodes, a row each: what is asked, and the three it may be, the one that it was told by white.</summary>
    private static IEnumerable<float> Shown(Dataset<F1x28x28, Labels> digits, OneShot told, IReadOnlyList<Episode> episodes)
    {
        using var one = digits.Inputs.CreateBatch(1);
        foreach (var episode in episodes.Take(Rows))
        {
            for (int column = 0; column < Columns; column++)
            {
                digits.Inputs.Read([column == 0 ? episode.Asked : episode.Known[column - 1]], one);
                float[] pixels = one.ToArray<float>();
                var (dark, light) = (pixels.Min(), pixels.Max());
                bool isTold = column == 1 + told.Told(episode);
                foreach (var pixel in pixels)
                {
                    float grey = (pixel - dark) / (light - dark);
                    yield return isTold ? 1 - grey : grey;
                }
            }
        }
    }
}
