namespace ModelDsl.Runtime.Training;

/// <summary>Is told of each step and epoch of a training, and may end it. Derive from it to watch, to log or to steer.</summary>
public abstract class TrainingCallback
{
    /// <summary>The training begins, or goes on from a checkpoint.</summary>
    /// <param name="network">What is trained.</param>
    /// <param name="optimizer">What updates it.</param>
    /// <param name="epochs">The epochs that were run before, from a checkpoint.</param>
    public virtual void Started(Network network, Optimizer optimizer, IReadOnlyList<EpochResult> epochs)
    {
    }

    /// <summary>A step has updated the parameters.</summary>
    public virtual void StepEnded(in StepReport step)
    {
    }

    /// <summary>An epoch has been measured.</summary>
    /// <returns>Whether training goes on.</returns>
    public virtual bool EpochEnded(EpochResult result, ConfusionTable? confusion) => true;

    /// <summary>The training has ended, for whatever reason but an exception.</summary>
    public virtual void Ended(TrainingHistory history)
    {
    }
}
