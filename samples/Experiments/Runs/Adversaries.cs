using ModelDsl.Runtime;
using ModelDsl.Runtime.Adversarial;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace Experiments.Runs;

internal sealed class Adversaries : Experiment
{
    private const int Counted = 1000, Epochs = 5, Shown = 10, Side = 28;

    public override string Name => "gan";

    public override string Subject =>
        "a generator of digits and its adversary (deconvolutions and convolutions), 5 epochs of MNIST; samples are of the running mean of the generator's weights, and a LeNet-5 of its own says which digits 1,000 of them are";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (train, _) = lab.MnistGreyAs<F1x28x28>();
        using var generator = new DigitGenerator(lab.Seed);
        using var discriminator = new DigitDiscriminator(lab.Seed + 1);
        using var own = new Adam(5e-4, beta1: 0.5);
        using var critic = new Adam(2e-4, beta1: 0.5);
        var gan = Gan.Of(generator, discriminator, critic, new GanOptions { RealTarget = 0.9 });
        // From step to step the generator goes round among the digits rather than to rest; the mean of its ways is nearer to the middle (Yazici et al. 2019).
        var options = new TrainerOptions { Epochs = lab.Epochs(Epochs), BatchSize = 128, DropLast = true, WeightAveraging = 0.998 };
        lab.Train(gan, own, options, train);

        using var samples = gan.Sample(Counted, lab.Seed + 2);
        float[] pixels = samples.ToArray<float>();
        lab.Draw("samples that the generator draws", "samples.png", pixels.Take(Shown * Shown * Side * Side), Side, Shown);
        using var judge = new DigitReader(lab);
        int[] digits = judge.Read(pixels), found = [.. Enumerable.Range(0, 10).Select(digit => digits.Count(d => d == digit))];
        return
        [
            new("digits that are among the samples", found.Count(count => count > 0), Least: 10),
            new("part of the rarest", 100.0 * found.Min() / Counted, "%", Least: 3),
            new("of the most frequent", 100.0 * found.Max() / Counted, "%"),
        ];
    }
}
