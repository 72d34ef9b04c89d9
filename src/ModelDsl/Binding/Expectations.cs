using System.Globalization;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;

namespace ModelDsl.Binding;

/// <summary>Holds a model against the figures its file expects of it.</summary>
internal sealed class Expectations(BoundModel model, int column, ICollection<Diagnostic> diagnostics)
{
    public static IReadOnlyList<string> Figures { get; } = ["params", "macs", "output"];

    public void Check(IEnumerable<ExpectationSyntax> expectations)
    {
        foreach (var figure in expectations)
        {
            var value = figure.Values[figure.Values.Count == 1 ? 0 : column];
            var name = figure.Name.Text.ToLowerInvariant();
            if (name == "output") CheckOutput(value);
            else if (value.Sizes.Count != 1) diagnostics.Add(Catalogue.FigureIsOneNumber(value.Span, name));
            else if (value.Sizes[0] != Total(name)) Report(value, name, Number(value.Sizes[0]), Number(Total(name)), Suspect(name, value.Sizes[0]), l => Cost(name, l.Layer));
        }
    }

    private void CheckOutput(DimensionsSyntax value)
    {
        if (value.Sizes.SequenceEqual(model.Output.Sizes.Select(s => (long)s))) return;
        Report(value, "output", string.Join("x", value.Sizes), model.Output.ToString(), model.OutputLayer, _ => null);
    }

    private long Total(string figure) => figure == "macs" ? model.Macs : model.Parameters;

    private static long Cost(string figure, Layer layer) => figure == "macs" ? layer.Macs : layer.ParameterCount;

    /// <summary>
    /// The row to look at first: one that alone accounts for the difference (a layer too many, a bias too many or missing), else the first at which
    /// the running total exceeds what is expected, else the costliest.
    /// </summary>
    private LayerNode Suspect(string figure, long expected)
    {
        var difference = Total(figure) - expected;
        if (model.Layers.FirstOrDefault(l => Cost(figure, l.Layer) == difference) is { } extra) return extra;
        if (model.Layers.FirstOrDefault(l => figure == "params" && BiasDifference(l.Layer) == difference) is { } biased) return biased;
        var running = 0L;
        foreach (var layer in model.Layers)
        {
            running += Cost(figure, layer.Layer);
            if (running > expected) return layer;
        }

        return model.Layers.OrderByDescending(l => Cost(figure, l.Layer)).First();
    }

    /// <summary>What its bias adds, or would take away were it missing.</summary>
    private static long BiasDifference(Layer layer)
    {
        if (layer.Parameters.FirstOrDefault(p => p.Property == "Bias") is { } bias) return bias.Shape.Elements;
        return layer.Parameters.Count == 0 ? 0 : -layer.Parameters[0].Shape[0];
    }

    private void Report(DimensionsSyntax value, string figure, string expected, string actual, LayerNode row, Func<LayerNode, long?> cost)
    {
        var share = cost(row) is { } own ? $": {Number(own)} {figure}" : $" gives {row.Layer.Output}";
        var line = model.Text.LineOf(row.Span).ToString(CultureInfo.InvariantCulture);
        diagnostics.Add(Catalogue.ExpectationMissed(value.Span, model.Name, figure, expected, actual, $"'{row.Name}' in line {line} ({row.Written}{share})"));
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
