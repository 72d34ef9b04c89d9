using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>The options of a layer: <c>(pad 2, bias no)</c>. Inside the parentheses newlines mean nothing between options.</summary>
internal static class OptionGrammar
{
    private static readonly Parser<OptionValue> WordValue = Lexemes.Word(Expectations.None).Select(word => new WordValue(word.Span, word.Text));

    private static readonly Parser<OptionSyntax> Named =
        from name in Lexemes.Word(Expectations.Option)
        from values in Numbers.Value.XOr(WordValue).Repeated()
        select new OptionSyntax(values.Count == 0 ? name.Span : name.Span.To(values.Last().Span), name, values.ToEquatableArray());

    private static readonly Parser<OptionSyntax> Positional =
        Numbers.Value.Select(value => new OptionSyntax(value.Span, null, new EquatableArray<OptionValue>([value])));

    /// <summary>The parentheses follow the head without a blank: behind one they would be a group.</summary>
    public static readonly Parser<OptionsSyntax> Options =
        from adjacent in Lexemes.IsAdjacent
        from open in Lexemes.Open(Expectations.None)
        from options in Positional.XOr(Named).SeparatedBy(Lexemes.CommaBetweenLines)
        from close in Lexemes.Close(Expectations.OptionEnd)
        select new OptionsSyntax(open.To(close), options.ToEquatableArray());
}

/// <summary>Options with their parentheses.</summary>
internal sealed record OptionsSyntax(SourceSpan Span, EquatableArray<OptionSyntax> Options);
