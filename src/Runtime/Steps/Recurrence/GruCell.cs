namespace ModelDsl.Runtime;

/// <summary>
/// Reset gate r, update gate z, candidate n, in PyTorch's order: n = tanh(W x + b + r (V h' + c)), h = (1 - z) n + z h'. Its states are what
/// the reset gate scales, V h' + c.
/// </summary>
internal sealed class GruCell : RecurrentCell
{
    public static GruCell Instance { get; } = new();

    public override bool KeepsGates => true;

    public override bool KeepsStates => true;

    public override bool AddsBothBiases => false;

    public override void Run(Step step, in Recurrence pass)
    {
        var aten = step.Aten;
        var recurrent = step.Own(aten.T(pass.Weights.WeightHh.Handle));
        var bias = pass.Weights.BiasHh.Handle;
        Value before = default;
        for (long turn = 0; turn < pass.Steps; turn++)
        {
            var time = pass.Time(turn);
            var (sums, kept, h) = (step.At(pass.Sums, time), step.At(pass.States, time), step.At(pass.Output, time));
            var recalled = before.IsNone
                ? step.Own(aten.Expand(bias, [step.Examples(h), 3 * pass.Hidden]))
                : step.Own(aten.Addmm(bias, step.Handle(before), step.Handle(recurrent)));
            Turn(step, sums, recalled, kept, before, h, pass.Hidden);
            step.Release(sums, kept, recalled, before);
            before = h;
        }

        step.Release(before, recurrent);
    }

    public override void RunFused(Step step, in Recurrence pass) =>
        step.Aten.GruInPlace(step.Handle(pass.Sums), step.Handle(pass.States), step.Handle(pass.Output), pass.Weights.WeightHh.Handle, pass.Weights.BiasHh.Handle, pass.Reverse);

    public override (Value Sums, Value Hidden) RunBackward(Step step, in Recurrence pass, Value gradient)
    {
        var aten = step.Aten;
        var (dSums, dHidden) = (step.DenseLike(pass.Sums), step.DenseLike(pass.Sums));
        Value later = default;
        for (long turn = pass.Steps - 1; turn >= 0; turn--)
        {
            var time = pass.Time(turn);
            var dy = step.At(gradient, time);
            var dh = later.IsNone ? dy : step.Own(aten.Add(step.Handle(dy), step.Handle(later)));
            if (!later.IsNone) step.Release(later, dy);
            var (ds, dr) = (step.At(dSums, time), step.At(dHidden, time));
            var before = turn == 0 ? default : step.At(pass.Output, pass.Time(turn - 1));
            var direct = TurnBackward(step, pass, time, before, dh, ds, dr);
            later = step.Own(aten.Addmm(step.Handle(direct), step.Handle(dr), pass.Weights.WeightHh.Handle));
            step.Release(ds, dr, before, direct);
            step.Release(dh);
        }

        step.Release(later);
        return (dSums, dHidden);
    }

    public override (Value Sums, Value Hidden) RunBackwardFused(Step step, in Recurrence pass, Value gradient)
    {
        var (sums, recalled) = step.Aten.GruBackward(
            step.Handle(gradient), step.Handle(pass.Sums), step.Handle(pass.States), step.Handle(pass.Output), pass.Weights.WeightHh.Handle, pass.Reverse);
        return (step.Own(sums), step.Own(recalled));
    }

    private static void Turn(Step step, Value sums, Value recalled, Value kept, Value before, Value h, long hidden)
    {
        var aten = step.Aten;
        var (gates, gatesRecalled) = (step.Columns(sums, 0, 2 * hidden), step.Columns(recalled, 0, 2 * hidden));
        aten.AddInPlace(step.Handle(gates), step.Handle(gatesRecalled));
        aten.SigmoidInPlace(step.Handle(gates));
        var (reset, update, candidate) = (step.Columns(sums, 0, hidden), step.Columns(sums, hidden, hidden), step.Columns(sums, 2 * hidden, hidden));
        var scaled = step.Columns(recalled, 2 * hidden, hidden);
        aten.CopyInPlace(step.Handle(kept), step.Handle(scaled));
        aten.AddcmulInPlace(step.Handle(candidate), step.Handle(reset), step.Handle(kept));
        aten.TanhInPlace(step.Handle(candidate));
        aten.CopyInPlace(step.Handle(h), step.Handle(candidate));
        aten.AddcmulInPlace(step.Handle(h), step.Handle(update), step.Handle(candidate), -1);
        if (!before.IsNone) aten.AddcmulInPlace(step.Handle(h), step.Handle(update), step.Handle(before));
        step.Release(gates, gatesRecalled, scaled);
        step.Release(reset, update, candidate);
    }

    /// <summary>Writes the gradients of both sums; what of the output's goes straight to the step before is returned, dh z.</summary>
    private static Value TurnBackward(Step step, in Recurrence pass, long time, Value before, Value dh, Value ds, Value dr)
    {
        var (aten, hidden) = (step.Aten, pass.Hidden);
        var (gates, kept) = (step.At(pass.Sums, time), step.At(pass.States, time));
        var (reset, update, candidate) = (step.Columns(gates, 0, hidden), step.Columns(gates, hidden, hidden), step.Columns(gates, 2 * hidden, hidden));
        var (dReset, dUpdate, dCandidate) = (step.Columns(ds, 0, hidden), step.Columns(ds, hidden, hidden), step.Columns(ds, 2 * hidden, hidden));
        var direct = step.Own(aten.Mul(step.Handle(dh), step.Handle(update)));

        var inner = step.Own(aten.Sub(step.Handle(dh), step.Handle(direct)));
        aten.TanhBackwardOut(step.Handle(inner), step.Handle(candidate), step.Handle(dCandidate));
        var scaled = step.Columns(dr, 2 * hidden, hidden);
        aten.MulOut(step.Handle(dCandidate), step.Handle(reset), step.Handle(scaled));

        aten.MulOut(step.Handle(dCandidate), step.Handle(kept), step.Handle(inner));
        aten.SigmoidBackwardOut(step.Handle(inner), step.Handle(reset), step.Handle(dReset));
        var difference = step.Own(before.IsNone ? aten.Neg(step.Handle(candidate)) : aten.Sub(step.Handle(before), step.Handle(candidate)));
        aten.MulInPlace(step.Handle(difference), step.Handle(dh));
        aten.SigmoidBackwardOut(step.Handle(difference), step.Handle(update), step.Handle(dUpdate));

        var (of, to) = (step.Columns(ds, 0, 2 * hidden), step.Columns(dr, 0, 2 * hidden));
        aten.CopyInPlace(step.Handle(to), step.Handle(of));
        step.Release(gates, kept, of, to);
        step.Release(reset, update, candidate, scaled);
        step.Release(dReset, dUpdate, dCandidate);
        step.Release(inner, difference);
        return direct;
    }
}
