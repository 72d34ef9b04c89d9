using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace Experiments.Runs;

/// <summary>Autoencoders of MNIST's digits, from 0 to 1.</summary>
internal abstract class Codes : Experiment
{
    /// <summary>Trains one on the digits.</summary>
    protected static void Fit(Lab lab, ITrainable<Batch<F1x28x28>> network, int epochs, Dataset<F1x28x28, Labels> train, Dataset<F1x28x28, Labels> test)
    {
        using var optimizer = new Adam(2e-3);
        var options = new TrainerOptions { Epochs = lab.Epochs(epochs), BatchSize = 128, DropLast = true, Schedule = LearningRateSchedule.Cosine() };
        lab.Train(network, optimizer, options, train, test);
    }

    /// <summary>The mean squared error of what is given back for an input, against what should be.</summary>
    protected static double Error(Tensor<F1x28x28> wanted, Tensor<F1x28x28> given)
    {
        float[] a = wanted.ToArray<float>(), b = given.ToArray<float>();
        return a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average();
    }
}

internal sealed class Autoencoder : Codes
{
    public override string Name => "autoencoder";

    public override string Subject => "an autoencoder 784-32-784 of MNIST's digits, 20 epochs; the same with an L1 penalty on its code";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (train, test) = lab.MnistGreyAs<F1x28x28>();
        using var plain = new PlainCode(lab.Seed);
        Fit(lab, plain, 20, train, test);
        using var sparse = new SparseCode(lab.Seed);
        Fit(lab, sparse, 20, train, test);
        double error = lab.Mean(test, x =>
        {
            using var back = plain.Predict(x);
            return Error(x, back);
        });
        double active = lab.Mean(test, x =>
        {
            using var all = plain.PredictAll(x);
            return Active(all.Code);
        });
        double sparsely = lab.Mean(test, x =>
        {
            using var all = sparse.PredictAll(x);
            return Active(all.Code);
        });
        return
        [
            new("test MSE", error, Most: 0.012),
            new("units of the plain code that are active", 100 * active, "%"),
            new("of the sparse one", 100 * sparsely, "%", Most: 100 * active),
        ];
    }

    /// <summary>The part of a code's numbers that are not 0, but for a hundredth of the largest.</summary>
    private static double Active(Tensor<F32> code)
    {
        float[] numbers = code.ToArray<float>();
        float limit = numbers.Max(MathF.Abs) / 100;
        return numbers.Count(number => MathF.Abs(number) > limit) / (double)numbers.Length;
    }
}

internal sealed class Denoising : Codes
{
    private const float Noise = 0.3f;

    public override string Name => "denoising";

    public override string Subject => "an autoencoder with a code of 256, trained on noisy digits (0.3), against one trained on clean ones, both given noisy test digits; 12 epochs";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (train, test) = lab.MnistGreyAs<F1x28x28>();
        using var plain = new PlainWideCode(lab.Seed);
        Fit(lab, plain, 12, train, test);
        using var denoising = new DenoisingCode(lab.Seed);
        Fit(lab, denoising, 12, train, test);
        double usual = OnNoisy(lab, test, plain), trained = OnNoisy(lab, test, denoising);
        return [new("test MSE of the plain one", usual), new("of the denoising one", trained, Most: usual)];
    }

    /// <summary>Its error on noisy digits, against the clean ones.</summary>
    private static double OnNoisy(Lab lab, Dataset<F1x28x28, Labels> test, Network<F1x28x28, F1x28x28> network)
    {
        var random = new Random(lab.Seed);
        return lab.Mean(test, x =>
        {
            float[] numbers = x.ToArray<float>();
            for (int i = 0; i < numbers.Length; i++) numbers[i] += Noise * random.NextNormal();
            using var noisy = Tensor<F1x28x28>.From(numbers);
            using var back = network.Predict(noisy);
            return Error(x, back);
        });
    }
}

internal sealed class Contractive : Codes
{
    public override string Name => "contractive";

    public override string Subject => "an autoencoder with a code of 256 sigmoids and a penalty on its Jacobian, against one without; 12 epochs";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (train, test) = lab.MnistGreyAs<F1x28x28>();
        using var plain = new PlainWideCode(lab.Seed);
        Fit(lab, plain, 12, train, test);
        using var contractive = new ContractiveCode(lab.Seed);
        Fit(lab, contractive, 12, train, test);
        double usual = Norm(lab, test, plain.Fc1.Weight.Value, x => plain.PredictAll(x).Code), less = Norm(lab, test, contractive.Fc1.Weight.Value, x => contractive.PredictAll(x).Code);
        double error = lab.Mean(test, x =>
        {
            using var back = contractive.Predict(x);
            return Error(x, back);
        });
        return
        [
            new("squared norm of the plain code's Jacobian", usual),
            new("of the contractive one's", less, Most: usual),
            new("test MSE of the contractive one", error),
        ];
    }

    /// <summary>The mean over the test digits of the sum over the code h of (h (1 - h))² times the squared norm of its row of weights.</summary>
    private static double Norm(Lab lab, Dataset<F1x28x28, Labels> test, Tensor weight, Func<Tensor<F1x28x28>, Tensor<F256>> encode)
    {
        double[] rows = [.. weight.ToArray<float>().Chunk(28 * 28).Select(row => row.Sum(w => (double)w * w))];
        return lab.Mean(test, x =>
        {
            using var code = encode(x);
            float[] h = code.ToArray<float>();
            double sum = 0;
            for (int i = 0; i < h.Length; i++) sum += Math.Pow(h[i] * (1 - h[i]), 2) * rows[i % rows.Length];
            return sum / code.Size(0);
        });
    }
}
