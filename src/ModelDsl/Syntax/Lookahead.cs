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

    /// <summary>
    /// Whether what stands behind a name and '=' is a constant: cells, or numbers, names, operators and parentheses in an order that makes an expression of
    /// them, with a number or an operator among them. Anything else is a chain; a name alone is one too.
    /// </summary>
    public static bool IsConstant(LexemeInput input)
    {
        var text = input.Source;
        if (input.Current == '|') return true;
        var (position, depth) = (input.Position, 0);
        var (hasNumber, operandBefore) = (false, false);
        while (true)
        {
            position = depth > 0 ? Scan.Newlines(text, position) : Scan.Blanks(text, position);
            var c = Scan.At(text, position);
            if (c == ')' && depth > 0) depth--;
            else if (c == '(' && !operandBefore && !input.Brackets.HasChain(position)) depth++;
            else if (c is '+' or '-' or '*' or '/' && operandBefore && !Scan.IsArrow(text, position)) (hasNumber, operandBefore) = (true, false);
            else if (!operandBefore && (c == '?' || Numbers.BeginsNumber(text, position))) return true;
            else if (!operandBefore && Scan.IsNameStart(c) && !HeadWords.IsLayerWithHead(text, position))
            {
                position = depth > 0 ? Scan.ValueName(text, position) : Scan.Word(text, position);
                operandBefore = true;
                continue;
            }
            else return hasNumber && (position >= text.Length || Scan.IsNewline(c));
            position++;
        }
    }
}
