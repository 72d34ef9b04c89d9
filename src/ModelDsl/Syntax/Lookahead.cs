namespace ModelDsl.Syntax;

/// <summary>
/// What a text is that could be several things, told by its tokens: a grammar that tried one thing and then the other would parse what is nested once more
/// at each level. Each looks at a text's own level and jumps over brackets, so that all of them together take linear time.
/// </summary>
internal static class Lookahead
{
    /// <summary>
    /// Whether an argument in a layer's parentheses is a chain or several: it has branches, an arrow, a bar, a layer with parentheses or the head of a known
    /// layer. Names and operators alone, <c>a - b</c>, are an expression.
    /// </summary>
    public static bool IsChain(LexemeInput input)
    {
        var text = input.Source;
        var position = input.Position;
        while (position < text.Length)
        {
            position = Scan.Newlines(text, position);
            var c = Scan.At(text, position);
            if (c is ',' or ')' or ']' or '\0') return false;
            if (c is '[' or '|' || Scan.IsArrow(text, position)) return true;
            if (c == '(')
            {
                if (input.Brackets.HasChain(position)) return true;
                position = (input.Brackets.CloserOf(position) ?? position) + 1;
            }
            else if (Scan.IsNameStart(c))
            {
                if (HeadWords.IsHeadOfKnownLayer(text, position)) return true;
                position = Scan.Word(text, position);
                if (Scan.At(text, position) == '(') return true;
            }
            else
            {
                // The letters behind digits are no name: 3x(n), 1e-4.
                position++;
                while (Scan.IsDigit(c) && Scan.IsNamePart(Scan.At(text, position))) position++;
            }
        }

        return false;
    }
}
