namespace ModelDsl.Syntax;

/// <summary>
/// Where tokens end: each method takes a position in the text and returns the one after the token, or the same one where there is none.
/// </summary>
internal static class Scan
{
    public static bool IsNewline(char c) => c is '\n' or '\r';

    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    public static bool IsNameStart(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (c > 127 && char.IsLetter(c));

    public static bool IsNamePart(char c) => IsNameStart(c) || IsDigit(c);

    /// <summary>The character at a position; '\0' past the end.</summary>
    public static char At(string text, int position) => position < text.Length ? text[position] : '\0';

    public static bool IsArrow(string text, int position) => At(text, position) == '-' && At(text, position + 1) == '>';

    /// <summary>What separates tokens on a line. A byte order mark does too, wherever files were joined.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\t' or '\uFEFF' || (!IsNewline(c) && char.IsWhiteSpace(c));

    /// <summary>Blanks and a comment, up to the line's end at most.</summary>
    public static int Blanks(string text, int position)
    {
        while (position < text.Length)
        {
            var c = text[position];
            if (c == '#') return LineEnd(text, position);
            if (!IsBlank(c)) break;
            position++;
        }

        return position;
    }

    /// <summary>Blanks, comments and newlines.</summary>
    public static int Newlines(string text, int position)
    {
        position = Blanks(text, position);
        while (position < text.Length && IsNewline(text[position])) position = Blanks(text, position + 1);
        return position;
    }

    /// <summary>The newline that ends the line, or the text's end.</summary>
    public static int LineEnd(string text, int position)
    {
        while (position < text.Length && !IsNewline(text[position])) position++;
        return position;
    }

    /// <summary>
    /// A layer's or value's name: letters, digits and '_' from a letter or '_' on; a hyphen belongs to it before a letter, as in
    /// <c>soft-max</c>.
    /// </summary>
    public static int Word(string text, int position)
    {
        if (!IsNameStart(At(text, position))) return position;
        do position++;
        while (IsNamePart(At(text, position)) || (At(text, position) == '-' && IsNameStart(At(text, position + 1))));
        return position;
    }

    /// <summary>A name for a value: a word without hyphens.</summary>
    public static int ValueName(string text, int position)
    {
        if (!IsNameStart(At(text, position))) return position;
        while (IsNamePart(At(text, position))) position++;
        return position;
    }

    /// <summary>A layer's name as messages and checkpoints have it: <c>conv3_1</c>, <c>embed.conv1</c>.</summary>
    public static int LayerName(string text, int position)
    {
        var end = ValueName(text, position);
        while (At(text, end) == '.' && IsNameStart(At(text, end + 1))) end = ValueName(text, end + 1);
        return end;
    }

    /// <summary>A model's or table's name: a word, with hyphens before digits too, as in <c>ResNet-50</c>.</summary>
    public static int DefinitionName(string text, int position) => IsNameStart(At(text, position)) ? ColumnName(text, position) : position;

    /// <summary>A column's name, which may be a number as papers have it: <c>A-LRN</c>, <c>50-layer</c>, <c>152</c>.</summary>
    public static int ColumnName(string text, int position)
    {
        while (IsNamePart(At(text, position)) || (At(text, position) == '-' && IsNamePart(At(text, position + 1)))) position++;
        return position;
    }

    /// <summary><c>x3</c>, standing alone.</summary>
    public static int Repeat(string text, int position)
    {
        if (At(text, position) is not ('x' or 'X') || !IsDigit(At(text, position + 1))) return position;
        var end = Digits(text, position + 1);
        return IsNameStart(At(text, end)) ? position : end;
    }

    /// <summary>Whether a repeat begins here, <c>x3</c> or <c>x(n-1)</c>.</summary>
    public static bool IsRepeat(string text, int position) =>
        At(text, position) is 'x' or 'X' && (At(text, position + 1) == '(' || Repeat(text, position) > position);

    /// <summary>Digits, grouped with '_' as one likes.</summary>
    public static int Digits(string text, int position)
    {
        if (!IsDigit(At(text, position))) return position;
        while (IsDigit(At(text, position)) || At(text, position) == '_') position++;
        return position;
    }

    /// <summary>A text in quotes, closed on its line; a quote that is not is one character.</summary>
    public static int Quoted(string text, int position)
    {
        var end = position + 1;
        while (end < text.Length && text[end] != '"' && !IsNewline(text[end])) end++;
        return At(text, end) == '"' ? end + 1 : position + 1;
    }

    /// <summary>A token as a message quotes it: a run of what names, numbers and heads are made of, an arrow, or a character.</summary>
    public static int Token(string text, int position)
    {
        if (position >= text.Length || IsNewline(text[position])) return position;
        if (IsArrow(text, position) || (text[position] == '=' && At(text, position + 1) is '>' or '=')) return position + 2;
        var end = position;
        if (text[end] is '-' or '/' or '.' && IsDigit(At(text, end + 1))) end++;
        while (IsNamePart(At(text, end)) || (At(text, end) is '-' or '/' or '.' or '\u00D7' && IsNamePart(At(text, end + 1)))) end++;
        if (end > position) return end;
        return position + (char.IsHighSurrogate(text[position]) && char.IsLowSurrogate(At(text, position + 1)) ? 2 : 1);
    }
}
