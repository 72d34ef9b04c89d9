using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>
/// Where a head's word ends and what it says. A hyphen may belong to the name (<c>soft-max</c>, <c>inception-a</c>) or begin a width that is a name
/// (<c>conv3-n</c>, <c>fc-c</c>): it begins a width behind a kernel and behind a kind of layer that has widths, and else belongs to the name.
/// </summary>
internal static class HeadWords
{
    /// <summary>The end of a head's word, without a width of digits: <c>conv3</c> of <c>conv3-64</c>, but all of <c>inception-3a</c>.</summary>
    public static int End(string text, int position)
    {
        var end = Scan.Word(text, position);
        if (end == position || Scan.At(text, end) != '-' || !Scan.IsDigit(Scan.At(text, end + 1))) return end;
        var whole = Scan.DefinitionName(text, position);
        return AreSizes(text, end + 1, whole) || HasWidth(text.Substring(position, end - position)) ? end : whole;
    }

    /// <summary>Where the hyphen stands that begins a word's width, or -1.</summary>
    public static int WidthHyphen(string word)
    {
        var hyphen = word.LastIndexOf('-');
        return hyphen > 0 && LayerRegistry.Find(word) is null && HasWidth(word.Substring(0, hyphen)) ? hyphen : -1;
    }

    /// <summary>
    /// Whether the head of a known layer stands here, with a part that shows it is one: <c>fc-20</c>, <c>conv3-n</c>, <c>maxpool/2</c>. A name alone may
    /// be an option's or a value's.
    /// </summary>
    public static bool IsHeadOfKnownLayer(string text, int position)
    {
        var end = Scan.Word(text, position);
        if (end == position) return false;
        var word = text.Substring(position, end - position);
        if (WidthHyphen(word) is > 0 and var hyphen) word = word.Substring(0, hyphen);
        else if (Scan.At(text, end) == '-' && !SizeGrammar.Begins(text, end + 1)) return false;
        else if (Scan.At(text, end) is not ('-' or '/')) return false;
        return LayerRegistry.Find(word.Substring(0, KernelStart(word))) is { } kind && kind.Head != HeadParts.None;
    }

    /// <summary>Whether the name of a known layer that has more than a name stands here: <c>conv3</c>, <c>fc</c>.</summary>
    public static bool IsLayerWithHead(string text, int position)
    {
        if (IsHeadOfKnownLayer(text, position)) return true;
        var word = text.Substring(position, Scan.Word(text, position) - position);
        return LayerRegistry.Find(word.Substring(0, KernelStart(word))) is { } kind && kind.Head != HeadParts.None;
    }

    /// <summary>
    /// Where the digits at the end of a word of letters and hyphens begin, <c>1x7</c> taken as one; else the word's length.
    /// </summary>
    public static int KernelStart(string word)
    {
        var start = word.Length;
        while (start > 0 && (Scan.IsDigit(word[start - 1]) || IsBetweenSizes(word, start - 1))) start--;
        for (var i = 0; i < start; i++)
        {
            if (!char.IsLetter(word[i]) && word[i] != '-') return word.Length;
        }

        return start;
    }

    /// <summary>The sizes of a kernel, null for one too large.</summary>
    public static List<long?> Kernel(string word, int start)
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

    /// <summary><c>conv3</c>, <c>fc</c>: what stands behind a hyphen is a width.</summary>
    private static bool HasWidth(string word)
    {
        var kernel = KernelStart(word);
        if (kernel < word.Length) return Kernel(word, kernel).All(size => size > 0);
        return LayerRegistry.Find(word) is { } kind && (kind.Head & HeadParts.Width) != 0;
    }

    private static bool AreSizes(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (!Scan.IsDigit(text[i]) && text[i] != '_' && !(text[i] == 'x' && Scan.IsDigit(text[i - 1]) && Scan.IsDigit(Scan.At(text, i + 1)))) return false;
        }

        return true;
    }

    private static bool IsBetweenSizes(string word, int position) =>
        word[position] == 'x' && position > 0 && Scan.IsDigit(word[position - 1]) && Scan.IsDigit(Scan.At(word, position + 1));
}
