using System.Globalization;

namespace ModelDsl.Layers;

/// <summary>A part of a declaration that is not written as it must be.</summary>
internal sealed class RuleException(string message) : Exception(message);

/// <summary>
/// Reads the small language of declarations: names, numbers, arithmetic, and sizes with an x between them. A name is a word of C#, but not
/// <c>x</c>, which stands between sizes.
/// </summary>
internal sealed class RuleReader(string text)
{
    private const int MaximalDepth = 32;

    private int _position;
    private int _depth;

    public bool AtEnd
    {
        get
        {
            while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
            return _position == text.Length;
        }
    }

    /// <summary>Takes a symbol where it stands here.</summary>
    public bool Take(string symbol)
    {
        if (AtEnd || string.CompareOrdinal(text, _position, symbol, 0, symbol.Length) != 0) return false;
        _position += symbol.Length;
        return true;
    }

    /// <summary>Takes the x between two sizes.</summary>
    public bool TakeTimes()
    {
        if (AtEnd || text[_position] is not ('x' or '×')) return false;
        if (_position + 1 < text.Length && (char.IsLetter(text[_position + 1]) || text[_position + 1] == '_')) return false;
        _position++;
        return true;
    }

    public string Name(string what)
    {
        if (AtEnd || !IsNameStart(text[_position])) throw Expected(what);
        var start = _position;
        while (_position < text.Length && (IsNameStart(text[_position]) || text[_position] is >= '0' and <= '9')) _position++;
        var name = text.Substring(start, _position - start);
        return name is "x" ? throw new RuleException("'x' stands between sizes and is no name") : name;
    }

    /// <summary>A number, and whether it is written as a whole one.</summary>
    public (double Value, bool IsWhole) Number()
    {
        var negative = Take("-");
        if (AtEnd || text[_position] is not (>= '0' and <= '9' or '.')) throw Expected("a number");
        var start = _position;
        while (_position < text.Length && (text[_position] is >= '0' and <= '9' or '.' || IsExponent(start))) _position++;
        var written = text.Substring(start, _position - start);
        if (!double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || double.IsInfinity(value)) throw new RuleException($"'{written}' is no number");
        var isWhole = written.All(char.IsDigit);
        return isWhole && value > int.MaxValue ? throw new RuleException($"{written} is too large") : (negative ? -value : value, isWhole);
    }

    /// <summary>Sizes with an x between them, up to the end or one of the symbols; of an input they are names and whole numbers.</summary>
    public IReadOnlyList<RuleSize> Sizes()
    {
        var sizes = new List<RuleSize>();
        do
        {
            if (Take("..."))
            {
                if (sizes.Any(s => s.IsRest)) throw new RuleException("'...' stands twice");
                sizes.Add(RuleSize.Rest);
                continue;
            }

            var start = AtEnd ? throw Expected("a size") : _position;
            var term = Sum();
            sizes.Add(new RuleSize(term, text.Substring(start, _position - start).Trim()));
        }
        while (TakeTimes());
        return sizes;
    }

    public RuleException Expected(string what) => new(AtEnd
        ? $"expected {what} at the end of \"{text}\""
        : $"expected {what} instead of '{text.Substring(_position)}'");

    private Term Sum() => Joined(Product, "+", "-");

    private Term Product() => Joined(Factor, "*", "//", "/");

    private Term Joined(Func<Term> operand, params string[] operators)
    {
        var left = operand();
        while (!IsArrow() && operators.FirstOrDefault(Take) is { } sign)
        {
            if (++_depth > MaximalDepth) throw new RuleException($"more than {MaximalDepth} operators");
            left = new BinaryTerm(sign, left, operand());
        }

        return left;
    }

    private Term Factor()
    {
        if (Take("("))
        {
            if (++_depth > MaximalDepth) throw new RuleException($"more than {MaximalDepth} operators");
            var inner = Sum();
            return Take(")") ? inner : throw Expected("')'");
        }

        if (AtEnd) throw Expected("a size");
        return text[_position] is >= '0' and <= '9' or '.' ? new NumberTerm(Number().Value) : new NameTerm(Name("a size"));
    }

    private bool IsArrow() => !AtEnd && string.CompareOrdinal(text, _position, "->", 0, 2) == 0;

    private bool IsExponent(int start) => _position > start && (text[_position] is 'e' or 'E'
        || text[_position] is '+' or '-' && text[_position - 1] is 'e' or 'E');

    private static bool IsNameStart(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_';
}
