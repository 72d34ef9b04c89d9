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
        foreach (var use in file.Uses) printer.Line(use, $"use \"{use.Path}\"");
        foreach (var definition in file.Definitions) printer.Definition(definition);
        return printer._lines.ToString();
    }

    private void Definition(DefinitionSyntax definition)
    {
        var (keyword, columns) = definition switch
        {
            TableSyntax table => ("table", table.Columns.Select(column => column.Text)),
            BlockSyntax block => ("block", block.Parameters.Select(Parameter)),
            _ => ("model", []),
        };
        var list = string.Join(", ", columns);
        var origin = definition is ModelSyntax { Base: { } from } ? $" from {from.Model.Text} until {from.Layer.Text}" : "";
        Line(definition, $"{keyword} {definition.Name.Text}{(list.Length == 0 ? "" : $" ({list})")}{origin}", () => All(definition.Body, Statement));
    }

    private static string Parameter(ParameterSyntax parameter) =>
        parameter.Default is { } value ? $"{parameter.Name.Text} = {ExpressionPrinter.Print(value)}" : parameter.Name.Text;

    private void Statement(StatementSyntax statement)
    {
        switch (statement)
        {
            case InputStatement input: Line(input, Input(input)); break;
            case ActivationStatement activation: Line(activation, "activation", () => Element(activation.Layer)); break;
            case DefaultsStatement defaults: Line(defaults, "defaults", () => All(defaults.Layers, Element)); break;
            case PrecisionStatement precision: Line(precision, $"precision {precision.Precision.Text}"); break;
            case LossStatement loss: Loss(loss); break;
            case OutputStatement output: Line(output, $"output {string.Join(", ", output.Values.Select(value => value.Text))}"); break;
            case NetStatement net: Line(net, $"net {net.Name.Text}", () => All(net.Body, Statement)); break;
            case ConstantStatement constant: Line(constant, $"constant {constant.Name.Text} = {string.Join(" | ", constant.Values.Select(ExpressionPrinter.Print))}"); break;
            case ExpectStatement expect: Line(expect, "expect", () => All(expect.Expectations, Expectation)); break;
            case ChainStatement chain: Line(chain, Named(chain), () => All(chain.Chain.Elements, Element)); break;
            case RowStatement row: Line(row, "row", () => All(row.Cells, cell => Chain("cell", cell))); break;
            case BrokenStatement broken: Line(broken, "broken"); break;
            default: throw new ArgumentException($"There is no text for a {statement.GetType().Name}.", nameof(statement));
        }
    }

    private void Chain(string what, ChainSyntax chain) => Line(chain, what, () => All(chain.Elements, Element));

    private static string Named(ChainStatement chain) => chain.Name is null ? "chain" : $"chain {chain.Name.Text} =";

    private static string Input(InputStatement input) => string.Join(" ", new[]
    {
        "input", input.Name?.Text, ExpressionPrinter.Print(input.Sizes), input.Colour?.Text, input.Vocabulary is { } words ? $"tokens({ExpressionPrinter.Print(words)})" : null,
    }.Where(word => word is not null));

    private static string Head(LayerSyntax layer) =>
        layer.Name.Text + Part("kernel", layer.Kernel) + Part("width", layer.Width) + Part("stride", layer.Stride);

    private void Loss(LossStatement loss)
    {
        if (loss.Terms.Count == 1 && loss.Terms[0] is { Weight: null, Arguments.Count: 0 } lone) Line(loss, $"loss {lone.Loss.Text}");
        else Line(loss, "loss", () => All(loss.Terms, term => Line(term, Term(term), () => All(term.Arguments, Option))));
    }

    private static string Term(LossTermSyntax term) => term.Weight is { } weight ? $"term {ExpressionPrinter.Print(weight)} {term.Loss.Text}" : $"term {term.Loss.Text}";

    private void Expectation(ExpectationSyntax figure) => Line(figure, $"{figure.Name.Text} {string.Join(" | ", figure.Values.Select(ExpressionPrinter.Print))}");

    private void Element(ElementSyntax element)
    {
        var repeat = element.Repeat is { } count ? $" x{ExpressionPrinter.Operand(count)}" : "";
        switch (element)
        {
            case GroupSyntax group: Line(group, $"group{repeat}", () => All(group.Chain.Elements, Element)); break;
            case BranchSyntax branch: Line(branch, branch.Operator.ToString().ToLowerInvariant() + repeat, () => All(branch.Branches, chain => Chain("branch", chain))); break;
            case ResidualSyntax residual: Line(residual, $"residual{repeat}", () => Residual(residual)); break;
            case LayerSyntax layer: Line(layer, $"layer {Head(layer)}{repeat}", () => All(layer.Options, Option)); break;
            default: throw new ArgumentException($"There is no text for a {element.GetType().Name}.", nameof(element));
        }
    }

    private void Residual(ResidualSyntax residual)
    {
        Chain("body", residual.Body);
        if (residual.Shortcut is not { } shortcut) return;
        if (shortcut.Chain is { } chain) Line(shortcut, "shortcut", () => All(chain.Elements, Element));
        else Line(shortcut, $"shortcut {shortcut.Kind.ToString().ToLowerInvariant()}");
    }

    private void Option(OptionSyntax option)
    {
        var words = new[] { "option", option.Name?.Text }.Concat(option.Values.Select(Value)).Where(word => word is not null);
        Line(option, string.Join(" ", words), () => All(option.Values, value => All(value is ChainValue chain ? chain.Chain.Elements : EquatableArray<ElementSyntax>.Empty, Element)));
    }

    private static string Value(OptionValue value) => value switch
    {
        WordValue word => word.Word,
        NumberValue number => number.Number.ToString("R", CultureInfo.InvariantCulture),
        DimensionsValue dimensions => ExpressionPrinter.Print(dimensions.Sizes),
        ComputedValue computed => $"({ExpressionPrinter.Print(computed.Expression)})",
        ChainValue => "chain",
        _ => throw new ArgumentException($"There is no text for a {value.GetType().Name}.", nameof(value)),
    };

    private static string Part(string name, SizeSyntax? sizes) => sizes is null ? "" : $", {name} {ExpressionPrinter.Print(sizes)}";

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
