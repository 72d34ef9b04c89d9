using ModelDsl.Runtime;
using ModelDsl.Runtime.Training;

namespace Experiments.Runs;

internal sealed class Variational : Experiment
{
    public override string Name => "vae";

    public override string Subject => "a variational autoencoder of MNIST's digits, 20 latent units, 40 epochs";

    public override IReadOnlyList<Figure> Run(Lab lab)
    {
        var (train, test) = lab.MnistGreyAs<F1x28x28>();
        using var network = new VariationalCode(lab.Seed) { ReadsLossParts = true };
        using var optimizer = new Adam(2e-3);
        var options = new TrainerOptions { Epochs = lab.Epochs(40), BatchSize = 128, DropLast = true, Schedule = LearningRateSchedule.Cosine() };
        lab.Train(network, optimizer, options, train, test);
        return [new("test ELBO", lab.Mean(test, x => Bound(network, x)), "nats", Least: -106)];
    }

    /// <summary>log p(x | z) - KL(q(z | x) || p(z)), the mean over a batch, of one draw of z for each example.</summary>
    private static double Bound(VariationalCode network, Tensor<F1x28x28> x)
    {
        // The forward pass of training draws the code; that of inference would take its mean.
        using var pass = network.Forward(x);
        float[] wanted = x.ToArray<float>(), given = pass.DecoderOutput.ToArray<float>(), mean = pass.MeanOutput.ToArray<float>(), logvar = pass.LogvarOutput.ToArray<float>();
        double likelihood = wanted.Zip(given, (t, p) => t * Log(p) + (1 - t) * Log(1 - p)).Sum();
        double divergence = mean.Zip(logvar, (m, v) => 0.5 * (m * m + Math.Exp(v) - 1 - v)).Sum();
        return (likelihood - divergence) / x.Size(0);
    }

    /// <summary>As PyTorch has it: of a probability that float32 cannot tell from 0, -100.</summary>
    private static double Log(double probability) => Math.Max(Math.Log(probability), -100);
}
