namespace ModelDsl.Runtime.Training;

/// <summary>How a <see cref="Trainer{TBatch}"/> goes about its work.</summary>
public sealed record TrainerOptions
{
    /// <summary>How often the training examples are gone through.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Examples in a training step; the last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Leaves out a last step that would have fewer examples.</summary>
    public bool DropLast { get; init; }

    /// <summary>Decides the order of the examples in each epoch.</summary>
    public int Seed { get; init; }

    /// <summary>How the optimiser's learning rate changes from step to step.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>On how many training examples, drawn once, the training accuracy is measured after each epoch; on none where there are no labels.</summary>
    public int TrainingSample { get; init; } = 10_000;

    /// <summary>Examples in a batch when nothing is learned.</summary>
    public int EvaluationBatchSize { get; init; } = 250;

    /// <summary>Who is told how far training is.</summary>
    public TrainingProgress Progress { get; init; } = TrainingProgress.None;

    /// <summary>Who else is told of steps and epochs, in this order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>The largest norm of all gradients together: see <see cref="DeferredOptimizer.MaxNorm"/>. Null for none.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The largest magnitude of any number in a gradient: see <see cref="DeferredOptimizer.MaxValue"/>. Null for none.</summary>
    public double? ClipValue { get; init; }

    /// <summary>Batches whose mean gradient makes one update: a large batch in the memory of a small one.</summary>
    public int BatchesPerUpdate { get; init; } = 1;

    /// <summary>
    /// The decay of a running mean of all weights, 0.999 for instance, which the network is measured with and left with (Polyak &amp; Juditsky 1992). Null for none.
    /// </summary>
    public double? WeightAveraging { get; init; }

    /// <summary>Ends the training before its last epoch when nothing is gained any more. Null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Where the state of the training is written, after each epoch and where it is cancelled: weights, optimiser, random numbers, position, history. Null for nowhere. A file that
    /// is there when training begins is gone on from: with the same data and options the result is that of a training without an interruption, to the bit.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>Writes the checkpoint after every so many updates too. Null for not.</summary>
    public int? CheckpointEvery { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option that must be at least 1 is not.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainingSample, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EvaluationBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchesPerUpdate, 1);
        if (CheckpointEvery is { } every) ArgumentOutOfRangeException.ThrowIfLessThan(every, 1, nameof(CheckpointEvery));
        if (WeightAveraging is { } decay && !(decay is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(WeightAveraging), decay, "It must be at least 0 and below 1.");
    }
}
