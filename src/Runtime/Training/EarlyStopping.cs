namespace ModelDsl.Runtime.Training;

/// <summary>
/// Ends a training when the loss on the test examples (without these, on the training examples) has not become lower for some epochs: it began to learn the training examples by
/// heart, or has come to rest.
/// </summary>
/// <param name="Patience">Epochs without progress that are let pass.</param>
/// <param name="Least">Progress is a loss lower than the lowest so far by at least this.</param>
/// <param name="KeepsBest">Whether the network is left with the parameters of its best epoch, not with those of its last.</param>
public sealed record EarlyStopping(int Patience = 5, double Least = 0, bool KeepsBest = true)
{
    /// <summary>Which of the epochs was the best, and whether training should end after the last of them.</summary>
    internal (int Best, bool IsOver) Judge(IReadOnlyList<EpochResult> epochs)
    {
        int best = -1;
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < epochs.Count; i++)
        {
            double loss = epochs[i].TestLoss ?? epochs[i].TrainLoss;
            if (!(loss < lowest - (best < 0 ? 0 : Least))) continue;
            (best, lowest) = (i, loss);
        }

        return (best, best >= 0 && epochs.Count - 1 - best > Patience);
    }
}
