using ModelDsl.Diagnostics;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>A layer as written: <c>conv1x7-192/2(pad 3)</c>.</summary>
internal static class LayerGrammar
{
    private static readonly Parser<DimensionsSyntax> Width = Part('-', Expectations.Width);

    private static readonly Parser<DimensionsSyntax> Stride = Part('/', Expectations.Stride);

    private static readonly Parser<HeadSyntax> Head = Sequences.Of(
        Lexemes.LayerWord, Width.OrNull(), Stride.OrNull(), (word, width, stride) => new HeadSyntax(word, width, stride));

    public static readonly Parser<LayerSyntax> Layer = Sequences.Of(
        Head.Checked(WithKernel), OptionGrammar.Options.OrNull(), Lexemes.Blanks,
        (layer, options, _) => options is null ? layer : layer with { Span = layer.Head.To(options.Span), Options = options.Options });

    private static Parser<DimensionsSyntax> Part(char mark, string[] expectation) =>
        Sequences.Of(Lexemes.Adjacent(mark), Numbers.TightSizes(expectation), (_, sizes) => sizes);

    /// <summary>
    /// Takes the kernel off the word: <c>conv1x7</c> is a <c>conv</c> of 1x7. It follows letters and is no zero; <c>conv3_1</c> and
    /// <c>h0</c> are just names, of values perhaps, unless a width or stride shows that a layer is meant.
    /// </summary>
    private static IResult<LayerSyntax> WithKernel(HeadSyntax head, LexemeInput input)
    {
        var word = head.Word;
        if (Keywords.IsLaterLayer(word.Text) && input.IsAdjacent && input.Current == '(')
        {
            return input.Broken<LayerSyntax>(Catalogue.NotYet(word.Span, $"'{word.Text}'"));
        }

        var letters = KernelStart(word.Text);
        if (letters == word.Text.Length) return Layer(word, null);

        var digits = SourceSpan.FromBounds(word.Span.Start + letters, word.Span.End);
        var kernel = Kernel(word.Text, letters);
        if (kernel.All(size => size > 0) && (head.IsLayer || HasNoLeadingZero(word.Text, letters)))
        {
            var name = new Identifier(SourceSpan.FromBounds(word.Span.Start, digits.Start), word.Text.Substring(0, letters));
            return Layer(name, new DimensionsSyntax(digits, kernel.Select(size => size!.Value).ToEquatableArray()));
        }

        if (!head.IsLayer) return Layer(word, null);
        return input.Broken<LayerSyntax>(kernel.Contains(null)
            ? Catalogue.NumberTooLarge(digits, input.Text(digits))
            : Catalogue.SizeNotPositive(digits));

        IResult<LayerSyntax> Layer(Identifier name, DimensionsSyntax? size) => Result.Success(
            new LayerSyntax(head.Span, head.Span, name, size, head.Width, head.Stride, EquatableArray<OptionSyntax>.Empty, null, input.Text(head.Span)), input);
    }

    /// <summary>
    /// Where the digits at the end of a word of letters and hyphens begin, <c>1x7</c> taken as one; else the word's length.
    /// </summary>
    private static int KernelStart(string word)
    {
        var start = word.Length;
        while (start > 0 && (Scan.IsDigit(word[start - 1]) || IsBetweenSizes(word, start - 1))) start--;
        for (var i = 0; i < start; i++)
        {
            if (!char.IsLetter(word[i]) && word[i] != '-') return word.Length;
        }

        return start;
    }

    private static bool IsBetweenSizes(string word, int position) =>
        word[position] == 'x' && position > 0 && Scan.IsDigit(word[position - 1]) && Scan.IsDigit(Scan.At(word, position + 1));

    private static bool HasNoLeadingZero(string word, int kernel)
    {
        for (var i = kernel; i < word.Length; i++)
        {
            if (word[i] == '0' && !Scan.IsDigit(word[i - 1])) return false;
        }

        return true;
    }

    private static List<long?> Kernel(string word, int start)
    {
        var sizes = new List<long?>(2);
        while (start < word.Length)
        {
            var end = Scan.Digits(word, start);
            sizes.Add(Numbers.Whole(word.Substring(start, end - start)));
            start = end + 1;
        }

        return sizes;
    }

    /// <summary>All of a layer that stands before its options.</summary>
    private sealed record HeadSyntax(Identifier Word, DimensionsSyntax? Width, DimensionsSyntax? Stride)
    {
        /// <summary>Only layers have widths and strides; without them it may be a value's name.</summary>
        public bool IsLayer => Width is not null || Stride is not null;

        public SourceSpan Span => Word.Span.To(Stride?.Span ?? Width?.Span ?? Word.Span);
    }
}
