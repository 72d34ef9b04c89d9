using ModelDsl.Diagnostics;
using ModelDsl.Syntax;

namespace ModelDsl.Layers;

/// <summary>Checks the options of a use against what its kind declares: names, forms, ranges. What it returns is right.</summary>
public static class OptionReader
{
    public static IReadOnlyDictionary<string, OptionSyntax> Read(LayerKind kind, LayerSyntax syntax, ICollection<Diagnostic> diagnostics) =>
        Read(kind.Keyword, kind.Options, syntax.Options, diagnostics, option => Fix(kind, syntax, option));

    /// <summary>The same of anything with a name and options: a loss.</summary>
    public static IReadOnlyDictionary<string, OptionSyntax> Read(
        string keyword,
        IReadOnlyList<Option> options,
        IEnumerable<OptionSyntax> use,
        ICollection<Diagnostic> diagnostics,
        Func<OptionSyntax, string?>? fix = null)
    {
        var found = new Dictionary<string, OptionSyntax>(StringComparer.Ordinal);
        var position = 0;
        Option? last = null;
        var isSpread = false;
        foreach (var written in use)
        {
            // Numbers behind commas, which would each be an option: one mistake.
            if (written.Name is null && last?.Form == OptionForm.Numbers)
            {
                if (!isSpread) diagnostics.Add(Catalogue.BadOptionValue(written.Span, last.Name, Wanted(last)));
                isSpread = true;
                found.Remove(last.Name);
                continue;
            }

            var option = written.Name is null
                ? options.FirstOrDefault(o => o.Position == position)
                : options.FirstOrDefault(o => LayerRegistry.Normalise(o.Name) == LayerRegistry.Normalise(written.Name.Text));
            if (written.Name is null) position++;
            if (option is null) diagnostics.Add(Unknown(keyword, options, written, fix?.Invoke(written)));
            else if (found.ContainsKey(option.Name)) diagnostics.Add(Catalogue.RepeatedOption(written.Span, option.Name));
            else if (Problem(option, written) is { } problem) diagnostics.Add(Catalogue.BadOptionValue(written.Span, option.Name, problem));
            else found.Add(option.Name, written);
            last = option;
        }

        return found;
    }

    internal static bool IsYes(string word) => word.Equals("yes", StringComparison.OrdinalIgnoreCase);

    internal static double? NumberOf(OptionValue value) => value switch
    {
        NumberValue number => number.Number,
        DimensionsValue { Sizes: DimensionsSyntax { Sizes: { Count: 1 } sizes } } => sizes[0],
        _ => null,
    };

    /// <summary>What other libraries have as options and the language writes in another way; null for anything else.</summary>
    private static string? Fix(LayerKind kind, LayerSyntax layer, OptionSyntax written) => (written.Name?.Text.ToLowerInvariant(), written.Values) switch
    {
        ("stride", { Count: 1 } values) when (kind.Head & HeadParts.Stride) != 0 && layer is { Kernel: not null, Stride: null } => values[0] switch
        {
            DimensionsValue { Sizes: DimensionsSyntax { Sizes: var sizes } } => $"write {layer.Whole}/{string.Join("x", sizes)}",
            NumberValue { Number: >= 1 and var number } when IsWhole(number) => FormattableString.Invariant($"write {layer.Whole}/{number}"),
            _ => null,
        },
        ("same", _) => kind.Options.Any(option => option.Name == "valid") ? "same padding is the default" : null,
        _ => null,
    };

    private static Diagnostic Unknown(string keyword, IReadOnlyList<Option> options, OptionSyntax written, string? fix)
    {
        var known = options.Select(o => o.Name).ToArray();
        return written.Name is { } name
            ? Catalogue.UnknownOption(name.Span, name.Text, keyword, Spelling.Closest(LayerRegistry.Normalise(name.Text), known), known, fix)
            : Catalogue.ValueWithoutOption(written.Span, keyword, known);
    }

    private static string? Problem(Option option, OptionSyntax written) => option.Form switch
    {
        OptionForm.Switch => SwitchProblem(written),
        OptionForm.Choice => ChoiceProblem(option, written),
        OptionForm.Size => SizeProblem(option, written),
        OptionForm.Sizes => SizesProblem(option, written),
        OptionForm.Numbers => NumbersProblem(option, written),
        _ => NumberProblem(option, written),
    };

    private static string? SwitchProblem(OptionSyntax written) =>
        written.Values.Count == 0 || written.Values.Count == 1 && written.Values[0] is WordValue { Word: var word } && IsYesOrNo(word) ? null : "yes or no";

    private static bool IsYesOrNo(string word) => IsYes(word) || word.Equals("no", StringComparison.OrdinalIgnoreCase);

    private static string? ChoiceProblem(Option option, OptionSyntax written)
    {
        var wanted = option.Choices.Count == 1 ? $"'{option.Choices[0]}'" : "one of " + string.Join(", ", option.Choices);
        if (written.Values.Count == 0 || written.Values[0] is not WordValue { Word: var word }) return wanted;
        var choice = option.Choices.FirstOrDefault(c => c.Split(' ')[0].Equals(word, StringComparison.OrdinalIgnoreCase));
        if (choice is null) return wanted;
        var numbers = choice.Split(' ').Length - 1;
        var right = written.Values.Count == numbers + 1 && (numbers == 0 || NumberOf(written.Values[1]) is > 0);
        return right ? null : numbers == 0 ? $"'{choice}' alone" : $"'{choice}' with N above 0";
    }

    private static string? SizeProblem(Option option, OptionSyntax written)
    {
        var wanted = FormattableString.Invariant($"a whole number from {option.Minimum} or two joined by x, such as 3x1");
        if (written.Values.Count != 1) return wanted;
        return written.Values[0] switch
        {
            DimensionsValue { Sizes: DimensionsSyntax { Sizes: { Count: 1 or 2 } sizes } } when sizes.All(s => InRange(option, s)) => null,
            NumberValue { Number: var number } when IsWhole(number) && InRange(option, number) => null,
            _ => wanted,
        };
    }

    private static string? SizesProblem(Option option, OptionSyntax written)
    {
        var right = written.Values.Count == 1 && SizesOf(written.Values[0]) is { } sizes && sizes.All(s => s is null || InRange(option, s.Value));
        return right ? null : "sizes joined by x, such as 1x28x28, of which one may be ?";
    }

    /// <summary>Sizes, null for <c>?</c>; null altogether for what are none.</summary>
    internal static IReadOnlyList<int?>? SizesOf(OptionValue value) => value switch
    {
        NumberValue { Number: var number } when IsWhole(number) => [(int)number],
        DimensionsValue { Sizes: DimensionsSyntax { Sizes: var sizes } } when sizes.All(s => s <= int.MaxValue) => [.. sizes.Select(s => (int?)s)],
        DimensionsValue { Sizes: ComputedSyntax { Sizes: var sizes } } => [.. sizes.Select(s => s is NumberExpression { Number: var number } ? (int)number : (int?)null)],
        _ => null,
    };

    private static string? NumberProblem(Option option, OptionSyntax written)
    {
        var wanted = (option.Form == OptionForm.Count ? "a whole number" : "a number") + Range(option);
        if (written.Values.Count != 1 || NumberOf(written.Values[0]) is not { } number) return wanted;
        return InRange(option, number) && (option.Form != OptionForm.Count || IsWhole(number)) ? null : wanted;
    }

    private static string? NumbersProblem(Option option, OptionSyntax written)
    {
        var right = written.Values.Count > 0 && written.Values.All(v => NumberOf(v) is { } number && InRange(option, number));
        return right ? null : Wanted(option);
    }

    private static string Wanted(Option several) => $"numbers{Range(several)} with blanks between, such as 1 2 0.5";

    private static bool InRange(Option option, double number) =>
        (option.AboveMinimum ? number > option.Minimum : number >= option.Minimum) && number < option.Below;

    private static bool IsWhole(double number) => number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue;

    private static string Range(Option option)
    {
        var low = double.IsNegativeInfinity(option.Minimum) ? "" : FormattableString.Invariant($" {(option.AboveMinimum ? "above" : "from")} {option.Minimum}");
        var high = double.IsPositiveInfinity(option.Below) ? "" : FormattableString.Invariant($" to below {option.Below}");
        return low + high;
    }
}
