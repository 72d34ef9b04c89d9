namespace ModelDsl.Runtime.Tests.Boltzmann;

/// <summary>A Boltzmann machine so small that every state can be visited: its energy, as the formula has it, in doubles.</summary>
internal sealed record Enumeration(double[,] Weight, double[] VisibleBias, double[] HiddenBias)
{
    public static Enumeration Of(RestrictedBoltzmannMachine machine)
    {
        float[] numbers = machine.Weight.ToArray<float>();
        var weight = new double[machine.HiddenUnits, machine.VisibleUnits];
        for (int i = 0; i < numbers.Length; i++) weight[i / machine.VisibleUnits, i % machine.VisibleUnits] = numbers[i];
        return new(weight, Numbers.ToDoubles(machine.VisibleBias), Numbers.ToDoubles(machine.HiddenBias));
    }

    /// <summary>Every state of so many units.</summary>
    public static double[][] States(int units) =>
        [.. Enumerable.Range(0, 1 << units).Select(bits => Enumerable.Range(0, units).Select(unit => (double)(bits >> unit & 1)).ToArray())];

    public double Energy(double[] v, double[] h)
    {
        double sum = VisibleBias.Zip(v, (b, x) => b * x).Sum() + HiddenBias.Zip(h, (c, x) => c * x).Sum();
        for (int j = 0; j < h.Length; j++)
        {
            for (int i = 0; i < v.Length; i++) sum += h[j] * Weight[j, i] * v[i];
        }

        return -sum;
    }

    /// <summary>The sum over the hidden states of exp(-E(v, h)), which is p(v) but for a factor.</summary>
    public double Unnormalised(double[] v) => States(HiddenBias.Length).Sum(h => Math.Exp(-Energy(v, h)));

    public double LogLikelihood(double[][] data)
    {
        double all = States(VisibleBias.Length).Sum(Unnormalised);
        return data.Average(v => Math.Log(Unnormalised(v) / all));
    }

    /// <summary>p(h | v) of each hidden state, for visible units that may be probabilities too: each hidden unit is on by itself then.</summary>
    public double[] HiddenStates(double[] v)
    {
        double[] weights = [.. States(HiddenBias.Length).Select(h => Math.Exp(-Energy(v, h)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    public double[] VisibleStates(double[] h)
    {
        double[] weights = [.. States(VisibleBias.Length).Select(v => Math.Exp(-Energy(v, h)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>The probability of each unit.</summary>
    public static double[] Mean(double[] states, int units) =>
        [.. Enumerable.Range(0, units).Select(unit => States(units).Zip(states, (state, p) => p * state[unit]).Sum())];

    /// <summary>W, b and c one after the other, as <see cref="Statistics"/> has them.</summary>
    public double[] All => [.. Weight.Cast<double>(), .. VisibleBias, .. HiddenBias];

    /// <summary>The same machine with one of its numbers changed.</summary>
    public Enumeration With(int index, double value)
    {
        double[] all = All;
        all[index] = value;
        var weight = new double[HiddenBias.Length, VisibleBias.Length];
        for (int i = 0; i < weight.Length; i++) weight[i / VisibleBias.Length, i % VisibleBias.Length] = all[i];
        return new(weight, all[weight.Length..^HiddenBias.Length], all[^HiddenBias.Length..]);
    }

    /// <summary>What the gradient counts of visible units v: p(h | v) v, v and p(h | v).</summary>
    public double[] Statistics(double[] v)
    {
        double[] hidden = Mean(HiddenStates(v), HiddenBias.Length);
        return [.. hidden.SelectMany(h => v.Select(x => h * x)), .. v, .. hidden];
    }

    /// <summary>What CD-k counts after so many steps from v, the mean over all chains.</summary>
    public double[] StatisticsAfter(double[] v, int steps, bool samplesVisible)
    {
        if (steps == 0) return Statistics(v);
        double[] sum = new double[All.Length];
        foreach (var (h, ph) in States(HiddenBias.Length).Zip(HiddenStates(v)))
        {
            double[] visible = VisibleStates(h);
            var next = samplesVisible ? States(VisibleBias.Length).Zip(visible) : [(Mean(visible, VisibleBias.Length), 1.0)];
            foreach (var (made, p) in next)
            {
                double[] after = StatisticsAfter(made, steps - 1, samplesVisible);
                for (int i = 0; i < sum.Length; i++) sum[i] += ph * p * after[i];
            }
        }

        return sum;
    }
}
