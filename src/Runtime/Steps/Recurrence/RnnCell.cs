namespace ModelDsl.Runtime;

/// <summary>h = tanh(W x + b + V h' + c).</summary>
internal sealed class RnnCell : RecurrentCell
{
    public static RnnCell Instance { get; } = new();

    public override bool KeepsGates => false;

    public override bool KeepsStates => false;

    public override void Run(Step step, in Recurrence pass)
    {
        var aten = step.Aten;
        var recurrent = step.Own(aten.T(pass.Weights.WeightHh.Handle));
        Value before = default;
        for (long turn = 0; turn < pass.Steps; turn++)
        {
            var h = step.At(pass.Output, pass.Time(turn));
            if (turn > 0) aten.AddmmInPlace(step.Handle(h), step.Handle(before), step.Handle(recurrent));
            aten.TanhInPlace(step.Handle(h));
            step.Release(before);
            before = h;
        }

        step.Release(before, recurrent);
    }

    public override void RunFused(Step step, in Recurrence pass) =>
        step.Aten.RnnInPlace(step.Handle(pass.Output), pass.Weights.WeightHh.Handle, pass.Reverse);

    public override (Value Sums, Value Hidden) RunBackward(Step step, in Recurrence pass, Value gradient)
    {
        var aten = step.Aten;
        var recurrent = pass.Weights.WeightHh.Handle;
        var dSums = step.DenseLike(pass.Sums);
        Value later = default;
        for (long turn = pass.Steps - 1; turn >= 0; turn--)
        {
            var (h, dy, ds) = (step.At(pass.Output, pass.Time(turn)), step.At(gradient, pass.Time(turn)), step.At(dSums, pass.Time(turn)));
            var dh = later.IsNone ? dy : step.Own(aten.Addmm(step.Handle(dy), step.Handle(later), recurrent));
            aten.TanhBackwardOut(step.Handle(dh), step.Handle(h), step.Handle(ds));
            if (!later.IsNone) step.Release(dh, later);
            step.Release(h, dy);
            later = ds;
        }

        step.Release(later);
        return (dSums, default);
    }

    public override (Value Sums, Value Hidden) RunBackwardFused(Step step, in Recurrence pass, Value gradient) =>
        (step.Own(step.Aten.RnnBackward(step.Handle(gradient), step.Handle(pass.Output), pass.Weights.WeightHh.Handle, pass.Reverse)), default);
}
