using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The numbers that a use gives a block's parameters: by place, then by name, the rest by their defaults.</summary>
internal static class BlockArguments
{
    /// <summary>One number a parameter; null after a mistake. A number that is not known yet is null.</summary>
    public static IReadOnlyList<double?>? Of(
        BlockDefinition block, LayerSyntax use, IReadOnlyList<OptionSyntax> options, Arithmetic arithmetic, ICollection<Diagnostic> diagnostics)
    {
        var before = diagnostics.Count;
        if (use.Stride is not null) diagnostics.Add(Catalogue.UnwantedHeadPart(use.Head, block.Name, "stride", Example(block)));
        var parameters = block.Syntax.Parameters;
        var given = new Dictionary<string, double?>(StringComparer.Ordinal);
        var position = 0;
        foreach (var option in options)
        {
            var isNamed = option.Name is not null && option.Values.Count > 0;
            var parameter = isNamed ? parameters.FirstOrDefault(p => p.Name.Text == option.Name!.Text) : position < parameters.Count ? parameters[position++] : null;
            if (parameter is null) diagnostics.Add(Catalogue.UnknownArgument(option.Span, Example(block), isNamed ? option.Name!.Text : null));
            else if (given.ContainsKey(parameter.Name.Text)) diagnostics.Add(Catalogue.RepeatedOption(option.Span, parameter.Name.Text));
            else given.Add(parameter.Name.Text, Value(option, parameter, arithmetic, diagnostics));
        }

        // A default may be made of the parameters before it.
        var scope = new NumberScope();
        var all = new List<double?>();
        foreach (var parameter in parameters)
        {
            var name = parameter.Name.Text;
            if (!given.TryGetValue(name, out var value))
            {
                if (parameter.Default is null) diagnostics.Add(Catalogue.MissingArgument(use.Head, block.Name, name, Example(block)));
                else value = new Arithmetic(scope, diagnostics).Number(parameter.Default);
            }

            scope.Define(name, value);
            all.Add(value);
        }

        return diagnostics.Count == before ? all : null;
    }

    /// <summary><c>bottleneck(n, stride = 1)</c>, as messages show it.</summary>
    private static string Example(BlockDefinition block) => block.Syntax.Parameters.Count == 0
        ? block.Name
        : $"{block.Name}({string.Join(", ", block.Syntax.Parameters.Select(p => block.Text[p.Span]))})";

    private static double? Value(OptionSyntax option, ParameterSyntax parameter, Arithmetic arithmetic, ICollection<Diagnostic> diagnostics)
    {
        if (option.Values.Count == 0) return arithmetic.Number(new NameExpression(option.Span, option.Name!.Text));
        if (option.Values.Count == 1)
        {
            switch (option.Values[0])
            {
                case NumberValue number: return number.Number;
                case ComputedValue computed: return arithmetic.Number(computed.Expression);
                case WordValue word: return arithmetic.Number(new NameExpression(word.Span, word.Word));
                case DimensionsValue { Sizes: DimensionsSyntax { Sizes: { Count: 1 } sizes } }: return sizes[0];
            }
        }

        diagnostics.Add(Catalogue.BadOptionValue(option.Span, parameter.Name.Text, "a number"));
        return null;
    }
}
