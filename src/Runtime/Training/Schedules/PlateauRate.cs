namespace ModelDsl.Runtime.Training.Schedules;

/// <param name="Left">What is left after each fall.</param>
/// <param name="Patience">Epochs without progress that are let pass.</param>
/// <param name="Least">Progress is a loss lower by this part.</param>
internal sealed record PlateauRate(double Left, int Patience, double Least) : LearningRateSchedule
{
    private double _rate = 1;
    private double _lowest = double.PositiveInfinity;
    private int _waited;

    public override double Factor(long step, int stepsPerEpoch, int epochs) => _rate;

    public override LearningRateSchedule After(EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        double loss = result.TestLoss ?? result.TrainLoss;
        if (loss < _lowest * (1 - Least)) return this with { _lowest = loss, _waited = 0 };
        return _waited < Patience ? this with { _waited = _waited + 1 } : this with { _rate = _rate * Left, _waited = 0 };
    }
}
