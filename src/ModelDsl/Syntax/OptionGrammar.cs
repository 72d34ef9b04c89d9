using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>The options of a layer: <c>(pad 2, bias no)</c>. Inside the parentheses newlines mean nothing between options.</summary>
internal static class OptionGrammar
{
    private static readonly Parser<OptionValue> WordValue = Lexemes.Word(Expectations.None).Select(word => new WordValue(word.Span, word.Text));

    private static readonly Parser<OptionSyntax> Named = Sequences.Of(
        Lexemes.Word(Expectations.Option),
        Numbers.Value.Else(WordValue).Repeated(),
        (name, values) => new OptionSyntax(values.Count == 0 ? name.Span : name.Span.To(values.Last().Span), name, values.ToEquatableArray()));

    private static readonly Parser<OptionSyntax> Positional =
        Numbers.Value.Select(value => new OptionSyntax(value.Span, null, new EquatableArray<OptionValue>([value])));

    /// <summary>The parentheses follow the head without a blank: behind one they would be a group.</summary>
    public static readonly Parser<OptionsSyntax> Options = Sequences.Of(
        Lexemes.AdjacentOpen,
        Positional.Else(Named).SeparatedBy(Lexemes.CommaBetweenLines),
        Lexemes.Close(Expectations.OptionEnd),
        (open, options, close) => new OptionsSyntax(open.To(close), options.ToEquatableArray()));
}

/// <summary>Options with their parentheses.</summary>
internal sealed record OptionsSyntax(SourceSpan Span, EquatableArray<OptionSyntax> Options);
