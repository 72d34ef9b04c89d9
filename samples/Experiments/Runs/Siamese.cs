using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace Experiments.Runs;

internal sealed class Siamese : Experiment
{
    private const int BatchSize = 96, Episodes = 10_000, Ways = 3, Side = 28, Rows = 10, Columns = 1 + Ways;

    // Each digit is in one of these at least.
    private static readonly int[][] Unseen = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [7, 8, 9]];

    public override string Name => "siamese";

    public override string Subject =>
        "a net for embeddings of digits, trained with the supervised contrastive loss for one epoch on seven of MNIST's classes, distorted; then 10,000 times a test digit of the other three is told by the nearest "
        + "of three examples, one of each; this four times, for 0 to 2, 3 to 5, 6 to 8 and 7 to 9";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var measured = Unseen.Take(lab.IsShort ? 1 : Unseen.Length).Select(unseen => Measure(lab, unseen)).ToList();
        var hardest = measured.MinBy(right => right.Net);
        return
        [
            new("right, the mean", 100 * measured.Average(right => right.Net), "%", Least: 85),
            new("by the nearest pixels", 100 * measured.Average(right => right.Pixels), "%"),
            new("right of the hardest three", 100 * hardest.Net, "%", Least: 80),
            new("by the nearest pixels", 100 * hardest.Pixels, "%"),
        ];
    }

    /// <summary>Learns from all other digits; the part of episodes with these that is told right, by the net and by the pictures themselves.</summary>
    private static (double Net, double Pixels) Measure(Lab lab, int[] unseen)
    {
        var (train, test) = lab.MnistGreyAs<F1x28x28>();
        using var network = new DigitEmbedding(lab.Seed);
        using var optimizer = new Adam(1e-3);
        var options = new TrainerOptions { Epochs = 1, BatchSize = BatchSize, DropLast = true, Schedule = LearningRateSchedule.Cosine(warmUp: 0) };
        lab.Train(new Learning(network, lab.Seed), optimizer, options, train.OfClasses([.. Enumerable.Range(0, 10).Except(unseen)]));

        var asked = test.OfClasses(unseen);
        var told = Embed(lab, asked, digits =>
        {
            using var embedded = network.Predict(digits);
            return embedded.ToArray<float>();
        });
        var episodes = told.Draw(Episodes, Ways, new Random(lab.Seed));
        string name = string.Concat(unseen);
        lab.Draw($"episodes of {name}: what is asked, and what it may be, the choice in white", $"episodes-{name}.png", Shown(asked, told, episodes), Side, Columns);
        var (net, pixels) = (told.Right(episodes), Embed(lab, asked, digits => digits.ToArray<float>()).Right(episodes));
        lab.Say(Invariant($"{name}: right {net:P1}, by the nearest pixels {pixels:P1}"));
        return (net, pixels);
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

    /// <summary>A step draws a distortion for each digit.</summary>
    private sealed class Learning(DigitEmbedding network, int seed) : ITrainable<Batch<F1x28x28, Labels>>
    {
        private readonly Random _random = new(seed);

        public Network Network => network;

        public float TrainStep(Batch<F1x28x28, Labels> batch, Optimizer optimizer)
        {
            var distortion = new Distortion(_random, batch.Count, Side);
            using var digits = Tensor<F1x28x28>.From(distortion.Apply(batch.Input.ToArray<float>()));
            return network.TrainStep(digits, batch.Target, optimizer);
        }

        public (float Loss, Tensor Output) Evaluate(Batch<F1x28x28, Labels> batch) => (network.Evaluate(batch.Input, batch.Target, out var embedded), embedded);
    }
}
