namespace ModelDsl.Runtime.Training;

/// <summary>How a <see cref="Trainer{TInput, TOutput, TTarget}"/> goes about its work.</summary>
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

    /// <summary>On how many training examples, drawn once, the training accuracy is measured after each epoch.</summary>
    public int TrainingSample { get; init; } = 10_000;

    /// <summary>Examples in a batch when nothing is learned.</summary>
    public int EvaluationBatchSize { get; init; } = 250;

    /// <summary>Who is told how far training is.</summary>
    public TrainingProgress Progress { get; init; } = TrainingProgress.None;

    /// <exception cref="ArgumentOutOfRangeException">An option that must be at least 1 is not.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainingSample, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EvaluationBatchSize, 1);
    }
}
