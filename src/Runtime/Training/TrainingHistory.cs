namespace ModelDsl.Runtime.Training;

/// <summary>What was measured on a set of examples without learning from it.</summary>
/// <param name="Loss">The mean loss of an example.</param>
/// <param name="Accuracy">The part that was classified correctly, 0 to 1; null when the targets are no labels.</param>
/// <param name="Confusion">Which class was taken for which; null when the targets are no labels.</param>
public sealed record Evaluation(double Loss, double? Accuracy, ConfusionTable? Confusion)
{
    /// <summary>The part whose class was among the five with the largest outputs; null where there are no more than five classes, or no labels.</summary>
    public double? TopFive { get; init; }

    /// <summary>What each term of the loss adds to it; null where it is no sum, or the network does not <see cref="Network.ReadsLossParts"/>.</summary>
    public IReadOnlyList<LossPart>? LossParts { get; init; }
}

/// <summary>How an epoch went.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="TrainLoss">The mean loss of its steps, while the weights were changing and dropout was on.</param>
/// <param name="TrainAccuracy">
/// The accuracy on a sample of the training examples after the epoch; null when the targets are no labels.
/// </param>
/// <param name="TestLoss">The mean loss on the test examples after the epoch; null when there are none.</param>
/// <param name="TestAccuracy">
/// The accuracy on the test examples after the epoch; null when there are none or the targets are no labels.
/// </param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="Duration">How long the steps took, without the measuring after them.</param>
/// <param name="ExamplesPerSecond">Training examples per second of it.</param>
public sealed record EpochResult(
    int Epoch, double TrainLoss, double? TrainAccuracy, double? TestLoss, double? TestAccuracy,
    double LearningRate, TimeSpan Duration, double ExamplesPerSecond)
{
    /// <summary>The part of the test examples whose class was among the five with the largest outputs; null where there are no more than five classes.</summary>
    public double? TestTopFive { get; init; }

    /// <summary>What each term of the loss adds to <see cref="TrainLoss"/>; null where it is no sum, or the network does not <see cref="Network.ReadsLossParts"/>.</summary>
    public IReadOnlyList<LossPart>? TrainLossParts { get; init; }

    /// <summary>The same of <see cref="TestLoss"/>.</summary>
    public IReadOnlyList<LossPart>? TestLossParts { get; init; }
}

/// <summary>How a training went.</summary>
/// <param name="Epochs">The epochs that ran to their end.</param>
/// <param name="Cancelled">Whether it was ended before its last epoch was.</param>
/// <param name="Confusion">
/// Which class of the test examples was taken for which after the last of the epochs; null without test labels.
/// </param>
/// <param name="Duration">How long it took in all.</param>
public sealed record TrainingHistory(IReadOnlyList<EpochResult> Epochs, bool Cancelled, ConfusionTable? Confusion, TimeSpan Duration)
{
    /// <summary>Whether early stopping or a callback ended it before its last epoch.</summary>
    public bool StoppedEarly { get; init; }
}
