using ModelDsl.Runtime;
using ModelDsl.Runtime.Adversarial;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace Experiments.Runs;

/// <summary>
/// InfoGAN, Chen et al. 2016: a reader learns to say which value of a code a sample was made from, and the generator to make samples that say it. What the values are to stand for is left open there; here the reader has to
/// give two distorted views of a real digit the same value, and each value as often as any other (Ji, Henriques and Vedaldi 2019). Nobody tells any of them what a digit is.
/// </summary>
internal sealed class InfoGan : Experiment
{
    private const int Values = 10, Counted = 1000, Side = 28, Epochs = 6;

    public override string Name => "infogan";

    public override string Subject =>
        "an InfoGAN of MNIST's digits without labels, 6 epochs: a code of ten values that a reader has to find again in what the generator makes of it; the reader also learns to give a real digit, distorted in two ways, "
        + "the same value twice, and each value as often; a LeNet-5 of its own says which digits 1,000 samples are, 100 of each value";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (train, _) = lab.MnistGreyAs<F1x28x28>();
        using var generator = new InformedGenerator(lab.Seed);
        using var discriminator = new InformedDiscriminator(lab.Seed + 1);
        using var reader = new CodeReader(lab.Seed + 4);
        using var own = new Adam(1e-3, beta1: 0.5);
        using var critic = new Adam(2e-4, beta1: 0.5);
        using var teacher = new Adam(1e-3);
        var options = new GanOptions { Latent = Latent.Normal with { Categories = Values }, RealTarget = 0.9 };
        var gan = Gan.Of(generator, discriminator, critic, options, new DistortedReading(reader, MutualInformation.Of(reader, teacher), lab.Seed));
        lab.Train(gan, own, new TrainerOptions { Epochs = lab.Epochs(Epochs), BatchSize = 128, DropLast = true }, train);

        const int Each = Counted / Values, Shown = 10, Size = Side * Side;
        using var samples = gan.Sample([.. Enumerable.Range(0, Counted).Select(i => i / Each)], lab.Seed + 2);
        float[] pixels = samples.ToArray<float>();
        lab.Draw("samples that the generator draws, a row for each value of the code", "samples.png", pixels.Chunk(Each * Size).SelectMany(value => value.Take(Shown * Size)), Side, Shown);
        using var judge = new DigitReader(lab);
        int[] digits = judge.Read(pixels), found = [.. Enumerable.Range(0, 10).Select(digit => digits.Count(d => d == digit))];
        var most = digits.Chunk(Each).Select(value => value.CountBy(digit => digit).MaxBy(count => count.Value)).ToList();
        lab.Say($"most of each value: {string.Join(", ", most.Select(digit => Invariant($"{digit.Value} % of {digit.Key}")))}");
        return
        [
            new("digits that are among the samples", found.Count(count => count > 0), Least: 10),
            new("part of the rarest", 100.0 * found.Min() / Counted, "%", Least: 3),
            new("purity: samples that are the digit which most of their value are", 100.0 * most.Sum(digit => digit.Value) / Counted, "%", Least: 85),
        ];
    }

    /// <summary>
    /// The reader sees samples distorted: a mark too small to be a digit does not last. Before, it sees real digits, each distorted in two ways, and learns to say the same of both.
    /// </summary>
    private sealed class DistortedReading(CodeReader reader, ISampleLoss<F1x28x28> information, int seed) : ISampleLoss<F1x28x28>
    {
        // Of how often each value is given: less leaves two digits under one value, and next to none under another.
        private const double Balance = 2;

        private readonly Random _random = new(seed);

        public string Term => information.Term;

        public IReadOnlyList<Learner> Learners => information.Learners;

        public (float Loss, Tensor<F1x28x28> Gradient) Learn(Tensor<F1x28x28> samples, Latents latents, Tensor<F1x28x28> real)
        {
            Agree(real.ToArray<float>());
            var distortion = new Distortion(_random, (int)samples.Count, Side);
            using var views = Tensor<F1x28x28>.From(distortion.Apply(samples.ToArray<float>()));
            var (loss, gradient) = information.Learn(views, latents, real);
            using (gradient) return (loss, Tensor<F1x28x28>.From(distortion.Backward(gradient.ToArray<float>())));
        }

        public float Evaluate(Tensor<F1x28x28> samples, Latents latents) => information.Evaluate(samples, latents);

        /// <summary>What two views of each digit say about each other is to be much. The gradient stays with the reader, for the update that follows.</summary>
        private void Agree(float[] digits)
        {
            using var views = Tensor<F1x28x28>.From(new Distortion(_random, 2 * digits.Length / (Side * Side), Side).Apply([.. digits, .. digits]));
            using var read = reader.Forward(views);
            var (_, gradient) = Agreement.Of(read.Output.ToArray<float>(), Values, Balance);
            using var slope = Tensor<F10>.From([.. gradient.Select(g => -g)]);
            reader.Backward(read, slope).Dispose();
        }
    }
}
