using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime.Tests.Watching;

/// <summary>A short training under the eyes of callbacks.</summary>
internal static class WatchedTraining
{
    public const int Epochs = 3, Steps = 4, Seed = 5;

    public static TrainingHistory Run(params TrainingCallback[] callbacks) => Run(checkpoint: null, Epochs, callbacks);

    public static TrainingHistory Run(string? checkpoint, int epochs, params TrainingCallback[] callbacks)
    {
        using var network = new TinyNetwork(Seed);
        using var optimizer = new Sgd(0.1, momentum: 0.9);
        var options = new TrainerOptions { Epochs = epochs, BatchSize = 50, Seed = Seed, Checkpoint = checkpoint, Callbacks = callbacks };
        return Trainer.For(network, optimizer, options).Train(Training.Blobs.Make(200, 1), Training.Blobs.Make(100, 2));
    }
}

/// <summary>Ends the process, as far as the others can tell: nobody is told of anything after this epoch.</summary>
internal sealed class Killer(int epoch) : TrainingCallback
{
    public override bool EpochEnded(EpochResult result, ConfusionTable? confusion) => result.Epoch < epoch ? true : throw new OperationCanceledException();
}
