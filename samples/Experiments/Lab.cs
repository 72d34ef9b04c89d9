using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;
using static System.FormattableString;

namespace Experiments;

/// <summary>What an experiment works with: data, settings, and where it tells and writes.</summary>
/// <param name="folder">Where its pictures and its report go.</param>
/// <param name="output">What it says on the way.</param>
/// <param name="isShort">A look at whether it works: less data, fewer epochs.</param>
/// <param name="seed">Of weights, order and noise.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Lab(string folder, TextWriter output, bool isShort, int seed, CancellationToken cancellation)
{
    private const int ShortExamples = 2_000, ShortTests = 500;

    private static readonly Lazy<ImageSet> Digits = new(() => Mnist.Load()), Clothes = new(() => FashionMnist.Load());

    public int Seed => seed;

    public bool IsShort => isShort;

    public CancellationToken Cancellation => cancellation;

    /// <summary>So many epochs, or one in the short form.</summary>
    public int Epochs(int epochs) => isShort ? 1 : epochs;

    /// <summary>MNIST with mean 0 and deviation 1.</summary>
    public (Dataset<TInput, Labels> Train, Dataset<TInput, Labels> Test) MnistAs<TInput>() where TInput : IShape => Normalised<TInput>(Digits.Value);

    /// <summary>MNIST from 0 to 1.</summary>
    public (Dataset<TInput, Labels> Train, Dataset<TInput, Labels> Test) MnistGreyAs<TInput>() where TInput : IShape =>
        (Short(Grey<TInput>(Digits.Value.Train), ShortExamples), Short(Grey<TInput>(Digits.Value.Test), ShortTests));

    /// <summary>Fashion-MNIST with mean 0 and deviation 1.</summary>
    public (Dataset<TInput, Labels> Train, Dataset<TInput, Labels> Test) FashionAs<TInput>() where TInput : IShape => Normalised<TInput>(Clothes.Value);

    public void Say(string line) => output.WriteLine(line);

    /// <summary>The path of a file of this experiment.</summary>
    public string PathOf(string file)
    {
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, file);
    }

    /// <summary>Trains with labels or wanted values, and draws the curves.</summary>
    public TrainingHistory Train<TInput, TOutput, TTarget>(
        Network<TInput, TOutput, TTarget> network, Optimizer optimizer, TrainerOptions options, Dataset<TInput, TTarget> train, Dataset<TInput, TTarget> test)
        where TInput : IShape where TOutput : IShape where TTarget : Tensor
    {
        var history = Trainer.For(network, optimizer, options with { Seed = seed, Progress = TrainingProgress.Lines(output) }).Train(train, test, cancellation);
        cancellation.ThrowIfCancellationRequested();
        history.SaveCurves(PathOf(Invariant($"{network.Name}.svg")), network.Name);
        return history;
    }

    /// <summary>Trains a network whose loss needs nothing from outside, a step a batch; the mean loss of the last epoch.</summary>
    public double Fit<TInput>(Dataset<TInput, Labels> data, int epochs, int batchSize, Optimizer optimizer, Func<Tensor<TInput>, float> step)
        where TInput : IShape
    {
        using var loader = new DataLoader<TInput, Labels>(data, batchSize, seed, dropLast: true);
        double rate = optimizer.LearningRate, loss = 0;
        var schedule = LearningRateSchedule.Cosine();
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            loss = 0;
            foreach (var batch in loader.Epoch(epoch, cancellation))
            {
                optimizer.LearningRate = rate * schedule.Factor((epoch - 1L) * loader.BatchCount + batch.Index, loader.BatchCount, epochs);
                loss += step(batch.Input) / loader.BatchCount;
            }

            Say(Invariant($"epoch {epoch}/{epochs}  loss {loss:0.0000}"));
        }

        optimizer.LearningRate = rate;
        return loss;
    }

    /// <summary>The mean of what a function finds of each batch of inputs, weighed by its examples.</summary>
    public double Mean<TInput>(Dataset<TInput, Labels> data, Func<Tensor<TInput>, double> find) where TInput : IShape
    {
        using var loader = new DataLoader<TInput, Labels>(data, batchSize: 500);
        double sum = 0;
        foreach (var batch in loader.Epoch(0, cancellation)) sum += find(batch.Input) * batch.Count;
        return sum / loader.ExampleCount;
    }

    private (Dataset<TInput, Labels>, Dataset<TInput, Labels>) Normalised<TInput>(ImageSet set) where TInput : IShape =>
        (Short(set.Train.As<TInput>(), ShortExamples), Short(set.Test.As<TInput>(), ShortTests));

    private static Dataset<TInput, Labels> Grey<TInput>(LabelledImages images) where TInput : IShape =>
        new(Examples.Bytes<TInput>(images.Pixels), Examples.Labels(images.Labels, images.Classes));

    private Dataset<TInput, Labels> Short<TInput>(Dataset<TInput, Labels> data, int count) where TInput : IShape => isShort ? data.Take(count) : data;
}
