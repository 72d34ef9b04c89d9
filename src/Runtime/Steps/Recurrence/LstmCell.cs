namespace ModelDsl.Runtime;

/// <summary>
/// Input gate i, forget gate f, candidate g, output gate o, in PyTorch's order: c = f c' + i g, h = o tanh(c), each gate of W x + b + V h' + c.
/// Its states are the cells.
/// </summary>
internal sealed class LstmCell : RecurrentCell
{
    public static LstmCell Instance { get; } = new();

    public override bool KeepsGates => true;

    public override bool KeepsStates => true;

    public override void Run(Step step, in Recurrence pass)
    {
        var aten = step.Aten;
        var recurrent = step.Own(aten.T(pass.Weights.WeightHh.Handle));
        Value before = default, cellBefore = default;
        for (long turn = 0; turn < pass.Steps; turn++)
        {
            var sums = step.At(pass.Sums, pass.Time(turn));
            var (h, c) = (step.At(pass.Output, pass.Time(turn)), step.At(pass.States, pass.Time(turn)));
            if (turn > 0) aten.AddmmInPlace(step.Handle(sums), step.Handle(before), step.Handle(recurrent));
            Turn(step, new Gates(step, sums, pass.Hidden), cellBefore, c, h);
            step.Release(sums, before, cellBefore);
            (before, cellBefore) = (h, c);
        }

        step.Release(before, cellBefore, recurrent);
    }

    public override void RunFused(Step step, in Recurrence pass) =>
        step.Aten.LstmInPlace(step.Handle(pass.Sums), step.Handle(pass.States), step.Handle(pass.Output), pass.Weights.WeightHh.Handle, pass.Reverse);

    public override (Value Sums, Value Hidden) RunBackward(Step step, in Recurrence pass, Value gradient)
    {
        var aten = step.Aten;
        var dSums = step.DenseLike(pass.Sums);
        Value later = default, dCell = default;
        for (long turn = pass.Steps - 1; turn >= 0; turn--)
        {
            var time = pass.Time(turn);
            var (gates, c, ds, dy) = (step.At(pass.Sums, time), step.At(pass.States, time), step.At(dSums, time), step.At(gradient, time));
            var before = turn == 0 ? default : step.At(pass.States, pass.Time(turn - 1));
            var dh = later.IsNone ? dy : step.Own(aten.Addmm(step.Handle(dy), step.Handle(later), pass.Weights.WeightHh.Handle));
            dCell = TurnBackward(step, new Gates(step, gates, pass.Hidden), new Gates(step, ds, pass.Hidden), c, before, dh, dCell);
            if (!later.IsNone) step.Release(dh, later);
            step.Release(gates, c, dy, before);
            later = ds;
        }

        step.Release(later, dCell);
        return (dSums, default);
    }

    public override (Value Sums, Value Hidden) RunBackwardFused(Step step, in Recurrence pass, Value gradient) =>
        (step.Own(step.Aten.LstmBackward(step.Handle(gradient), step.Handle(pass.Sums), step.Handle(pass.States), pass.Weights.WeightHh.Handle, pass.Reverse)), default);

    private static void Turn(Step step, in Gates gates, Value before, Value c, Value h)
    {
        var aten = step.Aten;
        aten.SigmoidInPlace(step.Handle(gates.Input));
        aten.SigmoidInPlace(step.Handle(gates.Forget));
        aten.TanhInPlace(step.Handle(gates.Candidate));
        aten.SigmoidInPlace(step.Handle(gates.Output));
        aten.MulOut(step.Handle(gates.Input), step.Handle(gates.Candidate), step.Handle(c));
        if (!before.IsNone) aten.AddcmulInPlace(step.Handle(c), step.Handle(gates.Forget), step.Handle(before));
        var squashed = step.Own(aten.Tanh(step.Handle(c)));
        aten.MulOut(step.Handle(gates.Output), step.Handle(squashed), step.Handle(h));
        step.Release(squashed);
        gates.Release(step);
    }

    /// <summary>Writes the gradients of the sums; returns that of the cell before and releases that of this one.</summary>
    private static Value TurnBackward(Step step, in Gates gates, in Gates d, Value c, Value before, Value dh, Value dLater)
    {
        var aten = step.Aten;
        var squashed = step.Own(aten.Tanh(step.Handle(c)));
        Through(step, dh, squashed, gates.Output, d.Output);
        var dShown = step.Own(aten.Mul(step.Handle(dh), step.Handle(gates.Output)));
        var dc = step.Own(aten.TanhBackward(step.Handle(dShown), step.Handle(squashed)));
        if (!dLater.IsNone) aten.AddInPlace(step.Handle(dc), step.Handle(dLater));
        step.Release(squashed, dShown, dLater);

        Through(step, dc, gates.Candidate, gates.Input, d.Input);
        if (before.IsNone) aten.ZeroInPlace(step.Handle(d.Forget));
        else Through(step, dc, before, gates.Forget, d.Forget);
        var dCandidate = step.Own(aten.Mul(step.Handle(dc), step.Handle(gates.Input)));
        aten.TanhBackwardOut(step.Handle(dCandidate), step.Handle(gates.Candidate), step.Handle(d.Candidate));
        aten.MulInPlace(step.Handle(dc), step.Handle(gates.Forget));
        step.Release(dCandidate);
        gates.Release(step);
        d.Release(step);
        return dc;
    }

    /// <summary>The gradient of a gate's sum, where the gate scales a value: d · value · gate (1 - gate).</summary>
    private static void Through(Step step, Value d, Value value, Value gate, Value to)
    {
        var dGate = step.Own(step.Aten.Mul(step.Handle(d), step.Handle(value)));
        step.Aten.SigmoidBackwardOut(step.Handle(dGate), step.Handle(gate), step.Handle(to));
        step.Release(dGate);
    }

    private readonly struct Gates(Step step, Value all, long hidden)
    {
        public readonly Value Input = step.Columns(all, 0, hidden);
        public readonly Value Forget = step.Columns(all, hidden, hidden);
        public readonly Value Candidate = step.Columns(all, 2 * hidden, hidden);
        public readonly Value Output = step.Columns(all, 3 * hidden, hidden);

        public void Release(Step step) => step.Release(Input, Forget, Candidate, Output);
    }
}
