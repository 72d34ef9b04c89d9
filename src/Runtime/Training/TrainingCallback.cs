namespace ModelDsl.Runtime.Training;

/// <summary>Is told of each step and epoch of a training, and may end it. Derive from it to watch, to log or to steer.</summary>
public abstract class TrainingCallback
{
    /// <summary>The training begins, or goes on from a checkpoint.</summary>
    /// <param name="start">With what.</param>
    public virtual void Started(TrainingStart start)
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
