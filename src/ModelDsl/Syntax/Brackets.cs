namespace ModelDsl.Syntax;

/// <summary>
/// Which bracket closes which, found in one pass before parsing. A bracket that nothing closes is then an error at once, at its own place,
/// instead of a grammar that runs on to the end of the file; and recovery knows where a broken statement of several lines ends.
/// </summary>
internal sealed class Brackets
{
    /// <summary>
    /// Combinators recurse: about 600 levels overflow a thread's stack, and the process with it. Nobody nests so deep by hand.
    /// </summary>
    public const int MaximalDepth = 128;

    private readonly Dictionary<int, (int Closer, int Depth, bool HasChain)> _pairs = [];
    private readonly Dictionary<int, int> _openers = [];

    private Brackets()
    {
    }

    public static Brackets Find(string text)
    {
        var brackets = new Brackets();
        var open = new OpenBrackets();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '#':
                    i = Scan.LineEnd(text, i) - 1;
                    break;
                case '"':
                    i = Scan.Quoted(text, i) - 1;
                    break;
                case '-' when Scan.IsArrow(text, i):
                    open.MarkChain();
                    break;
                case '(' or '[':
                    if (text[i] == '[' || IsCall(text, i)) open.MarkChain();
                    open.Push(text[i], i);
                    break;
                case ')' or ']':
                    if (open.Pop(text[i] == ')' ? '(' : '[') is { } opener) brackets._pairs.Add(opener.Position, (i, 0, opener.HasChain));
                    break;
                // A heading stands in no brackets: those still open before it were left open by mistake.
                case '\n' or '\r' when open.Any && Keywords.HeadingWithNameAt(text, Scan.Blanks(text, i + 1)):
                    open.Clear();
                    break;
            }
        }

        brackets.MeasureDepths();
        return brackets;
    }

    /// <summary>Where the bracket opened here closes, or null.</summary>
    public int? CloserOf(int opener) => _pairs.TryGetValue(opener, out var pair) ? pair.Closer : null;

    /// <summary>Whether what only chains have, an arrow, branches or a layer's parentheses, stands between the bracket opened here and its closer.</summary>
    public bool HasChain(int opener) => _pairs.TryGetValue(opener, out var pair) && pair.HasChain;

    /// <summary>Whether a parenthesis stands right behind a name. (That of <c>3x(n)</c> does not.)</summary>
    public static bool IsCall(string text, int opener)
    {
        var start = opener;
        while (start > 0 && Scan.IsNamePart(text[start - 1])) start--;
        return start < opener && Scan.IsNameStart(text[start]);
    }

    /// <summary>Where the bracket closed here opens, or null.</summary>
    public int? OpenerOf(int closer) => _openers.TryGetValue(closer, out var opener) ? opener : null;

    public bool IsTooDeep(int opener) => _pairs.TryGetValue(opener, out var pair) && pair.Depth > MaximalDepth;

    /// <summary>Counts the pairs around each pair; brackets left open do not count.</summary>
    private void MeasureDepths()
    {
        var around = new Stack<int>();
        foreach (var opener in _pairs.Keys.OrderBy(position => position).ToArray())
        {
            var (closer, _, hasChain) = _pairs[opener];
            while (around.Count > 0 && around.Peek() < opener) around.Pop();
            around.Push(closer);
            _pairs[opener] = (closer, around.Count, hasChain);
            _openers.Add(closer, opener);
        }
    }

    private sealed class OpenBrackets
    {
        private readonly Stack<(char Kind, int Position, bool HasChain)> _open = new();
        private int _round;

        public bool Any => _open.Count > 0;

        public void Push(char kind, int position)
        {
            _open.Push((kind, position, false));
            if (kind == '(') _round++;
        }

        /// <summary>What stands in the innermost bracket is a chain.</summary>
        public void MarkChain()
        {
            if (_open.Count > 0 && !_open.Peek().HasChain) _open.Push(_open.Pop() with { HasChain = true });
        }

        /// <summary>
        /// The last open bracket of the kind; those opened since then stay unclosed. Null where none of the kind is open. What has a chain in it makes one of
        /// what is around it.
        /// </summary>
        public (int Position, bool HasChain)? Pop(char kind)
        {
            if ((kind == '(' ? _round : _open.Count - _round) == 0) return null;
            var hasChain = false;
            while (true)
            {
                var (found, position, own) = _open.Pop();
                hasChain |= own;
                if (found == '(') _round--;
                if (found != kind) continue;
                if (hasChain) MarkChain();
                return (position, hasChain);
            }
        }

        public void Clear()
        {
            _open.Clear();
            _round = 0;
        }
    }
}
