using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;
using Sprache;

namespace ModelDsl.Syntax;

/// <summary>A layer as written: <c>conv1x7-192/2(pad 3)</c>.</summary>
internal static class LayerGrammar
{
    private static readonly Parser<SizeSyntax> Width = Part('-', Expectations.Width);

    private static readonly Parser<SizeSyntax> Stride = Part('/', Expectations.Stride);

    private static readonly Parser<SizeSyntax> SizesBehind = SizeGrammar.Sizes(Expectations.None);

    private static readonly Parser<LayerSyntax> Head = Sequences.Of(
        Lexemes.LayerWord, Width.OrNull(), Stride.OrNull(), (word, width, stride) => new HeadSyntax(word, width, stride)).Checked(WithKernel);

    public static readonly Parser<LayerSyntax> Layer = i =>
    {
        var head = Head(i);
        if (!head.WasSuccessful) return head;
        var behind = (LexemeInput)head.Remainder;
        if (behind.IsAdjacent && behind.Current == '(') return WithOptions(head.Value, behind);
        behind = behind.At(Scan.Blanks(behind.Source, behind.Position));
        return TakesSizes(head.Value, behind) ? WithSizes(head.Value, behind) : Result.Success(head.Value, behind);
    };

    private static Parser<SizeSyntax> Part(char mark, string[] expectation) =>
        Sequences.Of(Lexemes.Adjacent(mark), SizeGrammar.InHead(expectation), (_, sizes) => sizes);

    private static IResult<LayerSyntax> WithOptions(LayerSyntax head, LexemeInput input)
    {
        var options = OptionGrammar.Options(input);
        if (!options.WasSuccessful) return options.As<OptionsSyntax, LayerSyntax>();
        var layer = head with { Span = head.Head.To(options.Value.Span), Options = options.Value.Options };
        return Result.Success(layer, options.Remainder);
    }

    /// <summary>A kind like <c>reshape 1x28x28</c>, which has its sizes behind a blank.</summary>
    private static bool TakesSizes(LayerSyntax head, LexemeInput input) =>
        head is { Width: null, Stride: null, Kernel: null } && SizeGrammar.Begins(input.Source, input.Position) && LayerRegistry.Find(head.Name.Text) is { SizesFollow: true };

    private static IResult<LayerSyntax> WithSizes(LayerSyntax head, LexemeInput input)
    {
        var sizes = SizesBehind(input);
        if (!sizes.WasSuccessful) return sizes.As<SizeSyntax, LayerSyntax>();
        var span = SourceSpan.FromBounds(input.Position, ((LexemeInput)sizes.Remainder).Last.End);
        var option = new OptionSyntax(span, null, new EquatableArray<OptionValue>([new DimensionsValue(span, sizes.Value)]));
        return Result.Success(head with { Span = head.Head.To(span), Options = new EquatableArray<OptionSyntax>([option]) }, sizes.Remainder);
    }

    /// <summary>
    /// Takes kernel and width off the word: <c>conv1x7</c> is a <c>conv</c> of 1x7, and <c>conv3-n</c> has a width of n. A kernel follows letters and is no zero;
    /// <c>conv3_1</c> and <c>h0</c> are just names, of values perhaps, unless a width or stride shows that a layer is meant.
    /// </summary>
    private static IResult<LayerSyntax> WithKernel(HeadSyntax head, LexemeInput input)
    {
        var word = head.Word;
        var width = head.Width;
        if (width is null && HeadWords.WidthHyphen(word.Text) is > 0 and var hyphen)
        {
            width = SizeGrammar.OfName(SourceSpan.FromBounds(word.Span.Start + hyphen + 1, word.Span.End), word.Text.Substring(hyphen + 1));
            word = new Identifier(new SourceSpan(word.Span.Start, hyphen), word.Text.Substring(0, hyphen));
        }

        var letters = HeadWords.KernelStart(word.Text);
        if (letters == word.Text.Length) return Layer(word, null);

        var digits = SourceSpan.FromBounds(word.Span.Start + letters, word.Span.End);
        var kernel = HeadWords.Kernel(word.Text, letters);
        var isLayer = width is not null || head.Stride is not null;
        if (kernel.All(size => size > 0) && (isLayer || HasNoLeadingZero(word.Text, letters)))
        {
            var name = new Identifier(SourceSpan.FromBounds(word.Span.Start, digits.Start), word.Text.Substring(0, letters));
            return Layer(name, new DimensionsSyntax(digits, kernel.Select(size => size!.Value).ToEquatableArray()));
        }

        if (!isLayer) return Layer(word, null);
        return input.Broken<LayerSyntax>(kernel.Contains(null)
            ? Catalogue.NumberTooLarge(digits, input.Text(digits))
            : Catalogue.SizeNotPositive(digits));

        IResult<LayerSyntax> Layer(Identifier name, DimensionsSyntax? size)
        {
            var span = SourceSpan.FromBounds(head.Word.Span.Start, input.Last.End);
            return Result.Success(new LayerSyntax(span, span, name, size, width, head.Stride, EquatableArray<OptionSyntax>.Empty, null, input.Text(span)), input);
        }
    }

    private static bool HasNoLeadingZero(string word, int kernel)
    {
        for (var i = kernel; i < word.Length; i++)
        {
            if (word[i] == '0' && !Scan.IsDigit(word[i - 1])) return false;
        }

        return true;
    }

    /// <summary>All of a layer that stands before its options; the word may have kernel and width in it.</summary>
    private sealed record HeadSyntax(Identifier Word, SizeSyntax? Width, SizeSyntax? Stride);
}
