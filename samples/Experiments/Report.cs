using System.Text.Json;
using ModelDsl.Runtime.Watching;
using static System.FormattableString;

namespace Experiments;

/// <summary>How an experiment went: what it found, how long it took, with which settings. Kept as JSON beside its pictures, and as a row of docs/experiments.md.</summary>
internal sealed record Report(string Name, string Subject, IReadOnlyList<Figure> Figures, int Seed, bool IsShort, double Seconds)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Whether every figure reaches its floor; of a short form, whether every figure is a number.</summary>
    public bool IsMet => IsShort ? Figures.All(figure => double.IsFinite(figure.Value)) : Figures.All(figure => figure.IsMet);

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Indented) + "\n");

    public static Report? Load(string path) => File.Exists(path) ? JsonSerializer.Deserialize<Report>(File.ReadAllText(path)) : null;

    /// <summary>Adds what was found to a page.</summary>
    public void AddTo(HtmlReport page) => page.Add("Results", html => html
        .Table(["what", "result", "floor", ""], [.. Figures.Select(figure => (string[])[figure.Name, figure.Shown, figure.Floor, Judged(figure)])])
        .Paragraph(Invariant($"{Seconds:0.0} s{(IsShort ? "; the short form, with less data and one epoch, whose floors do not count" : "")}")));

    private string Judged(Figure figure) => IsShort || figure.Floor.Length == 0 ? "" : figure.IsMet ? "met" : "NOT met";

    /// <summary>Its rows in the documentation's table, one for each figure.</summary>
    public string Rows() => string.Concat(Figures.Select((figure, i) =>
        Invariant($"|{(i == 0 ? $" {Name} | {Subject} " : "  |  ")}| {figure.Name}: {figure.Shown} | {figure.Floor} | {(i == 0 ? Invariant($"{Seconds:0}") : "")} |\n")));
}
