using static System.FormattableString;

namespace Experiments;

/// <summary>A number that an experiment found, and what it has to reach.</summary>
/// <param name="Name">What it is: "test accuracy".</param>
/// <param name="Value">The number, in the unit.</param>
/// <param name="Unit">What it counts: "%", "nats".</param>
/// <param name="Least">The least it may be; null for none.</param>
/// <param name="Most">The most it may be; null for none.</param>
internal sealed record Figure(string Name, double Value, string Unit = "", double? Least = null, double? Most = null)
{
    public bool IsMet => !(Value < Least) && !(Value > Most) && double.IsFinite(Value);

    /// <summary>The floor in words; empty where there is none.</summary>
    public string Floor => (Least, Most) switch
    {
        ({ } least, null) => Invariant($"at least {Number(least)}"),
        (null, { } most) => Invariant($"at most {Number(most)}"),
        ({ } least, { } most) => Invariant($"{Number(least)} to {Number(most)}"),
        _ => "",
    };

    public override string ToString() =>
        $"{Name} {Number(Value)}{(Unit.Length > 0 ? " " : "")}{Unit}{(Floor.Length == 0 ? "" : $" ({Floor}: {(IsMet ? "met" : "NOT met")})")}";

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => Invariant($"{value:#,0}"),
        >= 10 => Invariant($"{value:0.00}"),
        >= 0.1 => Invariant($"{value:0.000}"),
        _ => Invariant($"{value:0.00000}"),
    };

    /// <summary>The value as tables show it.</summary>
    public string Shown => $"{Number(Value)}{(Unit.Length > 0 ? " " : "")}{Unit}";
}
