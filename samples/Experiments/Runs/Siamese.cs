using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using static System.FormattableString;

namespace Experiments.Runs;

internal sealed class Siamese : Experiment
{
    private const int BatchSize = 64, Steps = 400, Episodes = 10_000, Ways = 3;

    // Black, where mean and deviation are normalised.
    private const float Black = -0.42f;

    public override string Name => "siamese";

    public override string Subject =>
        "a net for embeddings of digits, trained with the triplet loss on 400 batches of 64 triplets of seven of MNIST's classes, turned and shifted a little; then 10,000 times a test digit of the other three "
        + "is told by the nearest of three examples, one of each";

    public override IReadOnlyList<Figure> Run(Lab lab) =>
    [
        new("right among 0, 1 and 4", 100 * Measure(lab, [0, 1, 4], "014"), "%", Least: 85),
        new("among 7, 8 and 9, which look more alike, by a net trained on the others", 100 * Measure(lab, [7, 8, 9], "789"), "%"),
    ];

    /// <summary>Learns from all other digits; the part of episodes with these that is told right.</summary>
    private static double Measure(Lab lab, int[] unseen, string name)
    {
        var (train, test) = lab.MnistAs<F1x28x28>();
        using var network = new DigitTriplets(lab.Seed);
        Train(lab, network, train.OfClasses([.. Enumerable.Range(0, 10).Except(unseen)]));
        var asked = test.OfClasses(unseen);
        var told = Embed(lab, network, asked);
        var episodes = told.Draw(Episodes, Ways, new Random(lab.Seed));
        Show(lab.PathOf($"episodes-{name}.png"), asked, told, episodes);
        return told.Right(episodes);
    }

    /// <summary>Learns from two of one digit and one of another, at random.</summary>
    private static void Train(Lab lab, DigitTriplets network, Dataset<F1x28x28, Labels> digits)
    {
        int[][] members = Members(digits);
        var inputs = digits.Augmented(lab.Seed, Augmentation.Rotate(15, fill: Black), Augmentation.Shift(2, 2, fill: Black)).Inputs;
        var random = new Random(lab.Seed);
        using var optimizer = new Adam(3e-4);
        using Tensor<F1x28x28> anchor = inputs.CreateBatch(BatchSize), positive = inputs.CreateBatch(BatchSize), negative = inputs.CreateBatch(BatchSize);
        int steps = lab.IsShort ? 10 : Steps;
        double loss = 0;
        for (int step = 1; step <= steps; step++)
        {
            lab.Cancellation.ThrowIfCancellationRequested();
            int[] kinds = [.. Enumerable.Range(0, BatchSize).Select(_ => random.Next(members.Length))];
            int[] others = [.. kinds.Select(kind => (kind + 1 + random.Next(members.Length - 1)) % members.Length)];
            Read(kinds, anchor);
            Read(kinds, positive);
            Read(others, negative);
            loss += network.TrainStep(anchor, positive, negative, optimizer);
            if (step % 100 != 0) continue;
            lab.Say(Invariant($"step {step}/{steps}  loss {loss / 100:0.0000}"));
            loss = 0;

            void Read(int[] of, Tensor<F1x28x28> batch) => inputs.Read([.. of.Select(kind => random.Pick(members[kind]))], step, batch);
        }
    }

    /// <summary>The examples' places, class by class.</summary>
    private static int[][] Members(Dataset<F1x28x28, Labels> digits)
    {
        int[] all = [.. Enumerable.Range(0, digits.Count)];
        using var labels = digits.Targets.CreateBatch(digits.Count);
        digits.Targets.Read(all, labels);
        long[] classes = labels.ToArray<long>();
        return [.. all.GroupBy(example => classes[example]).Select(group => group.ToArray())];
    }

    private static OneShot Embed(Lab lab, DigitTriplets network, Dataset<F1x28x28, Labels> digits)
    {
        using var loader = new DataLoader<F1x28x28, Labels>(digits, batchSize: 500);
        var (embeddings, classes) = (new List<float[]>(), new List<int>());
        foreach (var batch in loader.Epoch(0, lab.Cancellation))
        {
            // All three inputs go the same way: the first output is that of the first.
            using var embedded = network.Predict(batch.Input, batch.Input, batch.Input);
            embeddings.AddRange(embedded.ToArray<float>().Chunk((int)embedded.Size(1)));
            classes.AddRange(batch.Target.ToArray<long>().Select(label => (int)label));
        }

        return new OneShot([.. embeddings], [.. classes]);
    }

    /// <summary>The first episodes, a row each: what is asked, and the three it may be, the one that it was told by white.</summary>
    private static void Show(string path, Dataset<F1x28x28, Labels> digits, OneShot told, IReadOnlyList<Episode> episodes)
    {
        const int Side = 28, Rows = 10, Columns = 1 + Ways, Width = Columns * Side;
        byte[] picture = new byte[Rows * Side * Width];
        using var one = digits.Inputs.CreateBatch(1);
        for (int i = 0; i < Rows * Columns; i++)
        {
            var (episode, column) = (episodes[i / Columns], i % Columns);
            digits.Inputs.Read([column == 0 ? episode.Asked : episode.Known[column - 1]], one);
            float[] pixels = one.ToArray<float>();
            var (dark, light) = (pixels.Min(), pixels.Max());
            bool isTold = column == 1 + told.Told(episode);
            for (int p = 0; p < pixels.Length; p++)
            {
                byte grey = (byte)(255 * (pixels[p] - dark) / (light - dark));
                picture[((i / Columns * Side) + (p / Side)) * Width + (column * Side) + (p % Side)] = isTold ? (byte)(255 - grey) : grey;
            }
        }

        PngFile.Write(path, picture, Rows * Side, Width, channels: 1);
    }
}
