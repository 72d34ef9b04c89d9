using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

namespace ModelDsl.Runtime;

/// <summary>
/// What a trainer trains: a network that learns from batches of one kind. The compiler writes it for every model. Implement it where a step is more than
/// the network's own, on examples that are made harder, for instance.
/// </summary>
/// <typeparam name="TBatch">
/// What a step learns from: <see cref="Batch{TInput, TTarget}"/>, <see cref="Batch{TInput}"/> without a target, or the class <c>Batch</c> within a network of
/// several inputs or targets.
/// </typeparam>
public interface ITrainable<TBatch> where TBatch : Batch
{
    /// <summary>What learns, is measured and is saved.</summary>
    Network Network { get; }

    /// <summary>
    /// What else learns in a step. The trainer moves the rates of their optimisers by its schedule, and its checkpoint holds them; clipping, averaging and several batches in
    /// an update are the <see cref="Network"/>'s alone.
    /// </summary>
    IReadOnlyList<Learner> Others => [];

    /// <summary>What the loss is a sum of; empty where that is not noted.</summary>
    IReadOnlyList<string> LossTerms => Network.ReadsLossParts ? Network.LossTerms : [];

    /// <summary>What each of <see cref="LossTerms"/> added to the loss of the last step or evaluation.</summary>
    IReadOnlyList<float> LossParts => Network.LossParts;

    /// <summary>Forward, loss, backward and update in one pass; the loss of this batch before the update.</summary>
    float TrainStep(TBatch batch, Optimizer optimizer);

    /// <summary>The loss and the first output in inference. The caller disposes the output.</summary>
    (float Loss, Tensor Output) Evaluate(TBatch batch);

    /// <summary>The classes that the output is compared with, [N], by which accuracy is counted; null where it is compared with something else.</summary>
    Labels? ClassesOf(TBatch batch) => null;

    /// <summary>Looks at examples before any is learned from, where that can tell of a mistake that a step would meet late.</summary>
    /// <exception cref="ArgumentException">An example is none for this network; the message names it.</exception>
    void Check(IDataset<TBatch> data)
    {
    }
}
