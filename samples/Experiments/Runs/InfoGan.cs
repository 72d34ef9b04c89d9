using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using static System.FormattableString;

namespace Experiments.Runs;

/// <summary>
/// InfoGAN, Chen et al. 2016: a reader learns to say which value of a code a sample was made from, and the generator to make samples that say it. What the values are to stand for is left open there; here the reader has to
/// give two distorted views of a real digit the same value, and each value as often as any other (Ji, Henriques and Vedaldi 2019). Nobody tells any of them what a digit is.
/// </summary>
internal sealed class InfoGan : Experiment
{
    private const int Noise = 62, Values = 10, Code = Noise + Values, BatchSize = 128, Counted = 1000, Side = 28, Epochs = 6;

    // Of one side only, as for the other generator.
    private const float Real = 0.9f;

    // Of how often each value is given: less leaves two digits under one value, and next to none under another.
    private const double Balance = 2;

    public override string Name => "infogan";

    public override string Subject =>
        "an InfoGAN of MNIST's digits without labels, 6 epochs: a code of ten values that a reader has to find again in what the generator makes of it; the reader also learns to give a real digit, distorted in two ways, "
        + "the same value twice, and each value as often; a LeNet-5 of its own says which digits 1,000 samples are, 100 of each value";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        using var generator = new InformedGenerator(lab.Seed);
        Train(lab, generator);
        const int Each = Counted / Values, Shown = 10, Size = Side * Side;
        using var code = Codes(new Random(lab.Seed + 2), [.. Enumerable.Range(0, Counted).Select(i => i / Each)]);
        using var samples = generator.Predict(code);
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

    private static void Train(Lab lab, InformedGenerator generator)
    {
        var (train, _) = lab.MnistGreyAs<F1x28x28>();
        using var discriminator = new InformedDiscriminator(lab.Seed + 1);
        using var reader = new CodeReader(lab.Seed + 4);
        using var own = new Adam(1e-3, beta1: 0.5);
        using var critics = new Adam(2e-4, beta1: 0.5);
        using var readers = new Adam(1e-3);
        using var loader = new DataLoader<F1x28x28, Labels>(train, BatchSize, lab.Seed, dropLast: true);
        using var real = Tensor<F1>.From(Enumerable.Repeat(Real, BatchSize).ToArray());
        using var made = Tensor<F1>.From(new float[BatchSize]);
        var random = new Random(lab.Seed);
        int epochs = lab.Epochs(Epochs);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double critic = 0, forger = 0, agreed = 0, lost = 0;
            foreach (var batch in loader.Epoch(epoch, lab.Cancellation))
            {
                int[] values = [.. Enumerable.Range(0, BatchSize).Select(_ => random.Next(Values))];
                using var code = Codes(random, values);
                using var pass = generator.Forward(code);
                critic += discriminator.TrainStep(batch.Input, real, critics) + discriminator.TrainStep(pass.Output, made, critics);
                agreed += Agree(reader, batch.Input.ToArray<float>(), random);
                var (deceit, toReal) = Deceive(discriminator, pass.Output);
                var (information, toRead) = Inform(reader, pass.Output.ToArray<float>(), values, random);
                using var toPicture = Tensor<F1x28x28>.From([.. toReal.Zip(toRead, (a, b) => a + b)]);
                generator.Backward(pass, toPicture).Dispose();
                own.Step(generator.Parameters);
                generator.ZeroGradients();
                readers.Step(reader.Parameters);
                reader.ZeroGradients();
                forger += deceit;
                lost += information;
            }

            int count = loader.BatchCount;
            lab.Say(Invariant($"epoch {epoch}/{epochs}  discriminator's loss {critic / count:0.000}, generator's {forger / count:0.000}; of the code's 2.303 nats lost {lost / count:0.000}, agreement {agreed / count:0.000}"));
        }
    }

    /// <summary>The loss of a generator that wants to be taken for real, -log D(G(z)), and its gradient at the pictures. The discriminator learns nothing of it.</summary>
    private static (double Loss, float[] ToPictures) Deceive(InformedDiscriminator discriminator, Tensor<F1x28x28> pictures)
    {
        using var judged = discriminator.Forward(pictures);
        float[] believed = judged.Output.ToArray<float>();
        using var slope = Tensor<F1>.From([.. believed.Select(p => -1 / (Certain(p) * believed.Length))]);
        using var toPictures = discriminator.Backward(judged, slope);
        discriminator.ZeroGradients();
        return (-believed.Average(p => Math.Log(Certain(p))), toPictures.ToArray<float>());
    }

    /// <summary>Lets the reader see real digits, each distorted in two ways; how much its answers say about each other. Leaves the gradient with the reader.</summary>
    private static double Agree(CodeReader reader, float[] digits, Random random)
    {
        using var views = Tensor<F1x28x28>.From(new Distortion(random, 2 * BatchSize, Side).Apply([.. digits, .. digits]));
        using var read = reader.Forward(views);
        var (agreement, gradient) = Agreement.Of(read.Output.ToArray<float>(), Values, Balance);
        using var slope = Tensor<F10>.From([.. gradient.Select(g => -g)]);
        reader.Backward(read, slope).Dispose();
        return agreement;
    }

    /// <summary>
    /// The loss of a code that cannot be read from pictures, -log Q(value | picture), and its gradient at them. It adds its gradient to the reader's own. The reader sees them distorted: a mark too small to be a digit does not last.
    /// </summary>
    private static (double Loss, float[] ToPictures) Inform(CodeReader reader, float[] pictures, int[] values, Random random)
    {
        var distortion = new Distortion(random, values.Length, Side);
        using var views = Tensor<F1x28x28>.From(distortion.Apply(pictures));
        using var read = reader.Forward(views);
        float[] answers = read.Output.ToArray<float>(), onAnswers = new float[answers.Length];
        double loss = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int at = i * Values + values[i];
            onAnswers[at] = -1 / (Certain(answers[at]) * values.Length);
            loss -= Math.Log(Certain(answers[at])) / values.Length;
        }

        using var slope = Tensor<F10>.From(onAnswers);
        using var toViews = reader.Backward(read, slope);
        return (loss, distortion.Backward(toViews.ToArray<float>()));
    }

    private static float Certain(float probability) => Math.Max(probability, 1e-6f);

    /// <summary>What samples are made from: noise, and a 1 in the place of the value.</summary>
    private static Tensor<F72> Codes(Random random, int[] values)
    {
        float[] numbers = new float[values.Length * Code];
        for (int i = 0; i < values.Length; i++)
        {
            for (int n = 0; n < Noise; n++) numbers[i * Code + n] = random.NextNormal();
            numbers[i * Code + Noise + values[i]] = 1;
        }

        return Tensor<F72>.From(numbers);
    }
}
