using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using static System.FormattableString;

namespace Experiments.Runs;

internal sealed class Gan : Experiment
{
    private const int Code = 64, BatchSize = 128, Counted = 1000, Shown = 10, Side = 28;

    // Of one side only (Salimans et al. 2016): a discriminator that is never quite sure leaves the generator something to learn.
    private const float Real = 0.9f;

    public override string Name => "gan";

    public override string Subject => "a generator of digits and its adversary (deconvolutions and convolutions), 15 epochs of MNIST; a LeNet-5 of its own says which digits 1,000 samples are";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (train, _) = lab.MnistGreyAs<F1x28x28>();
        using var generator = new DigitGenerator(lab.Seed);
        using var discriminator = new DigitDiscriminator(lab.Seed + 1);
        Train(lab, train, generator, discriminator);
        var random = new Random(lab.Seed + 2);
        using var code = Noise(random, Counted);
        using var samples = generator.Predict(code);
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

    private static void Train(Lab lab, Dataset<F1x28x28, Labels> train, DigitGenerator generator, DigitDiscriminator discriminator)
    {
        using var own = new Adam(2e-4, beta1: 0.5);
        using var other = new Adam(2e-4, beta1: 0.5);
        using var loader = new DataLoader<F1x28x28, Labels>(train, BatchSize, lab.Seed, dropLast: true);
        using var real = Tensor<F1>.From(Enumerable.Repeat(Real, BatchSize).ToArray());
        using var made = Tensor<F1>.From(new float[BatchSize]);
        var random = new Random(lab.Seed);
        int epochs = lab.Epochs(15);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double critic = 0, forger = 0;
            foreach (var batch in loader.Epoch(epoch, lab.Cancellation))
            {
                using var code = Noise(random, BatchSize);
                using var pass = generator.Forward(code);
                critic += discriminator.TrainStep(batch.Input, real, other) + discriminator.TrainStep(pass.Output, made, other);
                forger += Forge(generator, pass, discriminator, own);
            }

            lab.Say(Invariant($"epoch {epoch}/{epochs}  discriminator's loss {critic / loader.BatchCount:0.000}, generator's {forger / loader.BatchCount:0.000}"));
        }
    }

    /// <summary>A step of the generator towards what the discriminator takes for real, Goodfellow et al. 2014 in its form that does not saturate: the loss is -log D(G(z)).</summary>
    private static double Forge(DigitGenerator generator, DigitGenerator.Activations pass, DigitDiscriminator discriminator, Optimizer optimizer)
    {
        using var judged = discriminator.Forward(pass.Output);
        float[] believed = judged.Output.ToArray<float>();
        using var slope = Tensor<F1>.From(believed.Select(p => -1 / (Math.Max(p, 1e-6f) * believed.Length)).ToArray());
        using var toPicture = discriminator.Backward(judged, slope);
        discriminator.ZeroGradients();
        using var toCode = generator.Backward(pass, toPicture);
        optimizer.Step(generator.Parameters);
        generator.ZeroGradients();
        return -believed.Average(p => Math.Log(Math.Max(p, 1e-6f)));
    }

    private static Tensor<F64> Noise(Random random, int count) =>
        Tensor<F64>.From([.. Enumerable.Range(0, count * Code).Select(_ => random.NextNormal())]);
}
