using ModelDsl.Runtime;
using ModelDsl.Runtime.Adversarial;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Models.Tests.Docs;

// The model library has shapes of these names too.
using Nets;
using F1 = Nets.F1;
using F1x28x28 = Nets.F1x28x28;

/// <summary>The examples of docs/training.md, word for word: that they compile is what is tested.</summary>
internal static class TrainingPageExamples
{
    public static TrainingHistory First(Dataset<Models.F1x28x28, Labels> train, Dataset<Models.F1x28x28, Labels> test)
    {
        using var net = new LeNet5(seed: 1);
        using var optimizer = new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
        var trainer = Trainer.For(net, optimizer, new TrainerOptions
        {
            Epochs = 20,
            BatchSize = 128,
            Schedule = LearningRateSchedule.Cosine(warmUp: 0.5),
            ClipNorm = 5,
            EarlyStopping = new EarlyStopping(Patience: 3),
            Checkpoint = "lenet5.training",
            Progress = TrainingProgress.OnConsole(),
        });
        var history = trainer.Train(train, test);
        return history;
    }

    public static void WithoutTarget(ImageSet digits)
    {
        using var vae = new DigitVae(seed: 1) { ReadsLossParts = true };
        using var adam = new Adam(2e-3);
        var pictures = new Dataset<F1x28x28>(Examples.Bytes<F1x28x28>(digits.Train.Pixels));   // from 0 to 1
        var (learning, validation) = pictures.Split(0.1, seed: 1);
        Trainer.For(vae, adam, new TrainerOptions { Epochs = 40, BatchSize = 128 }).Train(learning, validation);
    }

    public static void SeveralInputs(Dataset<F1x28x28, Labels> train, Optimizer optimizer)
    {
        using var alike = new Alike(seed: 1);
        using var adam = new Adam(1e-3);
        var (left, right, same) = train.Pairs<F1>(count: 10_000, seed: 1);      // of a Dataset<F1x28x28, Labels>
        var pairs = new Alike.Dataset(left, right, target: same);
        var (learning, validation) = pairs.Split(0.1, seed: 1);
        Trainer.For(alike, adam, new TrainerOptions { Epochs = 5 }).Train(learning, validation);

        using var loader = new DataLoader<Alike.Batch>(pairs, batchSize: 64, seed: 1);
        foreach (var batch in loader.Epoch(1)) alike.TrainStep(batch.Left, batch.Right, batch.Target, optimizer);
    }

    public static void Adversaries(Dataset<F1x28x28> pictures)
    {
        using var generator = new DigitGenerator(seed: 1);
        using var discriminator = new DigitDiscriminator(seed: 2);
        using var adam = new Adam(5e-4, beta1: 0.5);
        using var critic = new Adam(2e-4, beta1: 0.5);
        var gan = Gan.Of(generator, discriminator, critic, new GanOptions { RealTarget = 0.9 });
        Trainer.For(gan, adam, new TrainerOptions { Epochs = 5, BatchSize = 128, DropLast = true, WeightAveraging = 0.998 }).Train(pictures);
        using var samples = gan.Sample(count: 100, seed: 1);
    }

    public static void Informed(Dataset<F1x28x28> pictures, DigitGenerator generator, DigitDiscriminator discriminator, Optimizer adam, Optimizer critic)
    {
        using var reader = new CodeReader(seed: 3);
        using var teacher = new Adam(1e-3);
        var options = new GanOptions { Latent = Latent.Normal with { Categories = 10 } };
        var gan = Gan.Of(generator, discriminator, critic, options, MutualInformation.Of(reader, teacher));
        Trainer.For(gan, adam).Train(pictures);
        using var threes = gan.Sample([3, 3, 3, 3], seed: 1);       // samples of one value, whatever that has come to stand for
    }

    public static void Groups(Optimizer optimizer)
    {
        optimizer.SetGroup(p => p.IsBias, decay: 0);
        optimizer.SetGroup(p => p.Layer == "fc3", rate: 10);
    }

    public static void Pretrain(DataLoader<F1x28x28, Labels> loader)
    {
        using var net = new TwoHiddenLayers(seed: 1);   // activation sigmoid; fc-500 -> fc-500 -> fc-10 -> softmax
        using var first = new RestrictedBoltzmannMachine(visible: 784, hidden: 500, seed: 1);
        using var second = new RestrictedBoltzmannMachine(visible: 500, hidden: 500, seed: 2);
        for (int epoch = 1; epoch <= 15; epoch++)
        {
            var settings = new ContrastiveDivergence { LearningRate = 0.1, Momentum = epoch <= 5 ? 0.5 : 0.9 };
            foreach (var batch in loader.Epoch(epoch)) first.TrainStep(batch.Input, settings);
        }

        // ... then the second in the same way, on first.Hidden(batch.Input)
        first.CopyTo(net.Fc1);
        second.CopyTo(net.Fc2);
    }

    public static class Own
    {
        public static void Distil(Small small, Large large, Optimizer optimizer, Dataset<F1x28x28> train)
        {
            Trainer.For(new Distilled(small, large), optimizer).Train(train);
        }

        internal sealed class Distilled(Small small, Large large) : ITrainable<Batch<F1x28x28>>
        {
            public Network Network => small;

            public float TrainStep(Batch<F1x28x28> batch, Optimizer optimizer)
            {
                using var scores = large.Logits(batch.Input);
                return small.TrainStep(batch.Input, scores, optimizer);
            }

            public (float Loss, Tensor Output) Evaluate(Batch<F1x28x28> batch)
            {
                using var scores = large.Logits(batch.Input);
                return (small.Evaluate(batch.Input, scores, out var output), output);
            }
        }
    }
}
