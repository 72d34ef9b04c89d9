using ModelDsl.Runtime;
using ModelDsl.Runtime.Training;
using Library = ModelDsl.Models;

namespace Experiments.Runs;

/// <summary>A LeNet-5 that has learned MNIST, and says which digits are in pictures that no hand has written.</summary>
internal sealed class DigitReader : IDisposable
{
    private readonly Library.LeNet5 _network;

    /// <summary>Trains it; the lab's seed decides its weights.</summary>
    public DigitReader(Lab lab)
    {
        var (digits, tests) = lab.MnistGreyAs<Library.F1x28x28>();
        _network = new Library.LeNet5(lab.Seed + 3);
        using var optimizer = new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
        lab.Train(_network, optimizer, new TrainerOptions { Epochs = lab.Epochs(4), BatchSize = 128, Schedule = LearningRateSchedule.Cosine() }, digits, tests);
    }

    /// <summary>The digit of each picture.</summary>
    /// <param name="pixels">Numbers from 0 to 1, 28x28 a picture.</param>
    public int[] Read(float[] pixels)
    {
        using var pictures = Tensor<Library.F1x28x28>.From(pixels);
        using var answers = _network.Predict(pictures);
        return [.. answers.ToArray<float>().Chunk(10).Select(answer => Array.IndexOf(answer, answer.Max()))];
    }

    public void Dispose() => _network.Dispose();
}
