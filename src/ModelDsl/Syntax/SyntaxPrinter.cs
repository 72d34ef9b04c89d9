using System.Globalization;
using System.Text;
using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>A tree as indented text, a node a line: for people, and for snapshots.</summary>
public sealed class SyntaxPrinter
{
    private readonly StringBuilder _lines = new();
    private readonly SourceText? _places;
    private int _indentation;

    private SyntaxPrinter(SourceText? places) => _places = places;

    /// <param name="file">The tree.</param>
    /// <param name="places">The text it comes from, to have each node's place printed behind it, as line:column+length; null to have none.</param>
    public static string Print(FileSyntax file, SourceText? places = null)
    {
        var printer = new SyntaxPrinter(places);
        foreach (var definition in file.Definitions) printer.Definition(definition);
        return printer._lines.ToString();
    }

    private void Definition(DefinitionSyntax definition)
    {
        var columns = definition is TableSyntax table ? $" ({string.Join(", ", table.Columns.Select(column => column.Text))})" : "";
        Line(definition, $"{(definition is TableSyntax ? "table" : "model")} {definition.Name.Text}{columns}", () => All(definition.Body, Statement));
    }

    private void Statement(StatementSyntax statement)
    {
        switch (statement)
        {
            case InputStatement input: Line(input, $"input {Sizes(input.Sizes)}{(input.Colour is null ? "" : $" {input.Colour.Text}")}"); break;
            case ActivationStatement activation: Line(activation, "activation", () => Element(activation.Layer)); break;
            case DefaultsStatement defaults: Line(defaults, "defaults", () => All(defaults.Layers, Element)); break;
            case LossStatement loss: Line(loss, $"loss {loss.Terms[0].Loss.Text}"); break;
            case ExpectStatement expect: Line(expect, "expect", () => All(expect.Expectations, Expectation)); break;
            case ChainStatement chain: Line(chain, Named(chain), () => All(chain.Chain.Elements, Element)); break;
            case RowStatement row: Line(row, "row", () => All(row.Cells, Cell)); break;
            case BrokenStatement broken: Line(broken, "broken"); break;
            default: throw new ArgumentException($"There is no text for a {statement.GetType().Name}.", nameof(statement));
        }
    }

    private void Cell(ChainSyntax cell) => Line(cell, "cell", () => All(cell.Elements, Element));

    private static string Named(ChainStatement chain) => chain.Name is null ? "chain" : $"chain {chain.Name.Text} =";

    private static string Head(LayerSyntax layer) =>
        layer.Name.Text + Part("kernel", layer.Kernel) + Part("width", layer.Width) + Part("stride", layer.Stride);

    private void Expectation(ExpectationSyntax figure) => Line(figure, $"{figure.Name.Text} {string.Join(" | ", figure.Values.Select(Sizes))}");

    private void Element(ElementSyntax element)
    {
        var repeat = element.Repeat is NumberExpression { Number: var count } ? FormattableString.Invariant($" x{count}") : "";
        if (element is GroupSyntax group) Line(group, $"group{repeat}", () => All(group.Chain.Elements, Element));
        else if (element is LayerSyntax layer) Line(layer, $"layer {Head(layer)}{repeat}", () => All(layer.Options, Option));
    }

    private void Option(OptionSyntax option) =>
        Line(option, string.Join(" ", new[] { "option", option.Name?.Text }.Concat(option.Values.Select(Value)).Where(word => word is not null)));

    private static string Value(OptionValue value) => value switch
    {
        WordValue word => word.Word,
        NumberValue number => number.Number.ToString("R", CultureInfo.InvariantCulture),
        DimensionsValue dimensions => Sizes(dimensions.Sizes),
        _ => throw new ArgumentException($"There is no text for a {value.GetType().Name}.", nameof(value)),
    };

    private static string Part(string name, SizeSyntax? sizes) => sizes is null ? "" : $", {name} {Sizes(sizes)}";

    private static string Sizes(SizeSyntax sizes) => string.Join("x", sizes.Literal.Select(size => size.ToString(CultureInfo.InvariantCulture)));

    private static void All<T>(EquatableArray<T> nodes, Action<T> print)
    {
        foreach (var node in nodes) print(node);
    }

    private void Line(SyntaxNode node, string text, Action? children = null)
    {
        _lines.Append(' ', 2 * _indentation).Append(text);
        if (_places is not null)
        {
            var (line, column) = _places.PositionOf(node.Span.Start);
            _lines.AppendFormat(CultureInfo.InvariantCulture, "  {0}:{1}+{2}", line, column, node.Span.Length);
        }

        _lines.Append('\n');
        _indentation++;
        children?.Invoke();
        _indentation--;
    }
}
