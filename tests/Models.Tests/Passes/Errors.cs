using System.Globalization;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>The relative errors of one model, each held to a bound, and the worst of them for the log.</summary>
internal sealed class Errors(string model, double allowed)
{
    private const double FloatRounding = 2.4e-7;

    private readonly Dictionary<string, (double Error, string Where)> _worst = [];

    /// <summary>Holds a tensor to the bound.</summary>
    /// <param name="kind">What kind of tensor: the log has the worst of each.</param>
    /// <param name="where">Which one.</param>
    /// <param name="expected">The reference's.</param>
    /// <param name="actual">The compiled network's.</param>
    /// <param name="scale">What the error is relative to, where what is expected is 0 but for rounding.</param>
    public void Check(string kind, string where, Tensor expected, Tensor actual, Tensor? scale = null) =>
        Check(kind, where, Difference.Relative(expected, actual, scale), allowed);

    /// <summary>Holds a loss to the bound; it comes as a float, whatever the network computes in.</summary>
    public void CheckLoss(string where, float expected, float actual) =>
        Check("loss", where, Math.Abs((double)actual - expected) / Math.Abs(expected), Math.Max(allowed, FloatRounding));

    /// <summary>Holds an error that is known to the bound.</summary>
    public void Check(string kind, double error) => Check(kind, "", error, allowed);

    private void Check(string kind, string where, double error, double bound)
    {
        Assert.True(error <= bound, string.Create(CultureInfo.InvariantCulture, $"{model}, {kind} {where}: relative error {error:e2} is above {bound:e0}"));
        if (!_worst.TryGetValue(kind, out var worst) || error > worst.Error) _worst[kind] = (error, where);
    }

    /// <summary>The worst error of each kind.</summary>
    public IReadOnlyDictionary<string, double> Worst => _worst.ToDictionary(w => w.Key, w => w.Value.Error, StringComparer.Ordinal);

    public void Log(Action<string> write)
    {
        var parts = _worst.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value.Error:e1} ({w.Value.Where})"));
        write($"{model}: worst relative errors: {string.Join(", ", parts)}");
    }
}
