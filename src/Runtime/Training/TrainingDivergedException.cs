using static System.FormattableString;

namespace ModelDsl.Runtime.Training;

/// <summary>The loss is no finite number any more, so that further steps would learn nothing.</summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    /// <param name="network">The network's name.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step in it, from 1.</param>
    /// <param name="loss">The loss of the step.</param>
    /// <param name="learningRate">The learning rate of the step.</param>
    public TrainingDivergedException(string network, int epoch, int step, float loss, double learningRate)
        : base(Invariant($"{network}: the loss is {loss} in epoch {epoch}, step {step}, at learning rate {learningRate:g4}. ")
            + "A lower rate or a longer warm-up may help; so may looking at the data.")
    {
        Epoch = epoch;
        Step = step;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step in it, from 1.</summary>
    public int Step { get; }
}
