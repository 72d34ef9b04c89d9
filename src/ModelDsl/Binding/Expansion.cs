using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>What a body is made of: its places in order, and what its lines name.</summary>
/// <param name="Places">In an order in which they can run.</param>
/// <param name="End">The place where the last chain ends, negative for an input.</param>
/// <param name="Values">Named values.</param>
internal sealed record ExpandedBody(IReadOnlyList<Place> Places, int End, ValueScope Values);

/// <summary>What the lines of a body are read with.</summary>
/// <param name="Text">The file they stand in.</param>
/// <param name="Blocks">The blocks they may use.</param>
/// <param name="Numbers">Parameters and constants.</param>
/// <param name="Inputs">The names of the body's inputs.</param>
/// <param name="Column">Which cells of a row are its own.</param>
/// <param name="Columns">How many there are; 1 outside tables.</param>
internal sealed record BodyContext(SourceText Text, Definitions Blocks, NumberScope Numbers, IReadOnlyList<Identifier> Inputs, int Column = 0, int Columns = 1);

/// <summary>The lines of a body to places: continuation lines, named values, groups, repeats, branches, residuals and nets resolved.</summary>
internal sealed partial class Expansion
{
    private readonly BodyContext _context;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly List<Place> _places = [];
    private Arithmetic _arithmetic;
    private ValueScope _values = new();
    private string? _net;
    private int _shared = -1;
    private bool _tooMany;

    private Expansion(BodyContext context, ICollection<Diagnostic> diagnostics)
    {
        _context = context;
        _diagnostics = diagnostics;
        _arithmetic = new Arithmetic(context.Numbers, diagnostics);
    }

    public static ExpandedBody Expand(IEnumerable<StatementSyntax> body, BodyContext context, ICollection<Diagnostic> diagnostics)
    {
        var expansion = new Expansion(context, diagnostics);
        for (var i = 0; i < context.Inputs.Count; i++) expansion._values.Define(context.Inputs[i].Text, -1 - i, context.Inputs[i].Span);
        // Where there are several inputs, the first chain has to say with which it begins.
        var end = expansion.Statements(body, context.Inputs.Count > 1 ? Nowhere : -1);
        return new ExpandedBody(expansion._places, end, expansion._values);
    }

    /// <summary>No place: what arrives at a chain that must begin with a value.</summary>
    public const int Nowhere = int.MinValue;

    private int Statements(IEnumerable<StatementSyntax> body, int current)
    {
        foreach (var net in body.OfType<NetStatement>())
        {
            if (_values.Nets.ContainsKey(net.Name.Text)) _diagnostics.Add(Catalogue.NameTaken(net.Name.Span, net.Name.Text, _context.Text.LineOf(_values.Nets[net.Name.Text].Syntax.Name.Span)));
            else _values.Nets.Add(net.Name.Text, new NetUse(net));
            foreach (var setting in net.Body.Where(IsSetting)) _diagnostics.Add(Catalogue.SettingInNet(setting.Span));
        }

        foreach (var statement in body)
        {
            if (statement is RowStatement row)
            {
                if (row.Cells.Count == 1) current = Chain(row.Cells[0], current);
                else if (row.Cells.Count == _context.Columns) current = Chain(row.Cells[_context.Column], current);
                else _diagnostics.Add(Catalogue.CellsAndColumns(row.Span, row.Cells.Count, _context.Columns));
            }
            else if (statement is ChainStatement { Chain: var chain, Name: var name })
            {
                var before = _places.Count;
                current = Chain(chain, current);
                if (name is not null) Define(name, current, isLayer: _places.Count == before + 1);
            }
        }

        return current;
    }

    private static bool IsSetting(StatementSyntax statement) =>
        statement is InputStatement or OutputStatement or ActivationStatement or DefaultsStatement or PrecisionStatement or LossStatement or ExpectStatement;

    private void Define(Identifier name, int place, bool isLayer)
    {
        if (place >= 0)
        {
            _places[place].ValueName = name;
            if (isLayer) _places[place].GivenName = name;
        }

        if (_values.Define(name.Text, place, name.Span) is { } earlier) _diagnostics.Add(Catalogue.NameTaken(name.Span, name.Text, _context.Text.LineOf(earlier)));
    }

    /// <param name="chain">What is written.</param>
    /// <param name="current">What arrives; at the beginning of a line it may be left for another value.</param>
    /// <param name="isBehind">Whether an arrow brings it.</param>
    private int Chain(ChainSyntax chain, int current, bool isBehind = false)
    {
        for (var i = 0; i < chain.Elements.Count; i++)
        {
            var element = chain.Elements[i];
            var isValue = element is LayerSyntax { Reference: { } reference, Options.Count: 0, Repeat: null } && _values.TryGet(reference, out _);
            if (isValue && i == 0 && _values.TryGet(((LayerSyntax)element).Reference!, out var value)) current = value;
            else if (isValue) _diagnostics.Add(Catalogue.ValueInsideChain(element.Span, ((LayerSyntax)element).Reference!));
            else current = Repeated(element, current, isBehind || i > 0);
        }

        return current;
    }

    private int Repeated(ElementSyntax element, int current, bool isBehind)
    {
        var count = element.Repeat is null ? 1 : _arithmetic.Whole(element.Repeat, least: 0) ?? 1;
        for (var i = 0; i < count && !_tooMany; i++) current = Element(element, current, isBehind || i > 0);
        return current;
    }

    private int Element(ElementSyntax element, int current, bool isBehind) => element switch
    {
        GroupSyntax group => Chain(group.Chain, current, isBehind),
        BranchSyntax branch => Branches(branch, current),
        ResidualSyntax residual => Residual(residual, current),
        _ => Layer((LayerSyntax)element, current, isBehind),
    };

    private int Branches(BranchSyntax branch, int current)
    {
        var ends = branch.Branches.Select(b => Branch(b, current)).ToArray();
        var keyword = branch.Operator switch
        {
            BranchOperator.Concatenate => "concat",
            BranchOperator.Add => "add",
            BranchOperator.Subtract => "subtract",
            _ => "multiply",
        };
        return Join(PlaceRole.Branches, keyword, branch.Span, Short(branch.Span), ends);
    }

    private int Residual(ResidualSyntax residual, int current)
    {
        var body = Branch(residual.Body, current);
        var shortcut = residual.Shortcut is { } written ? Shortcut(written, current, body.End) : (current, false);
        return Join(PlaceRole.Residual, "add", residual.Head, "residual", [body, shortcut]);
    }

    private (int End, bool IsOwn) Shortcut(ShortcutSyntax shortcut, int current, int body)
    {
        if (shortcut.Kind == ShortcutKind.Chain) return Branch(shortcut.Chain!, current);
        if (shortcut.Kind == ShortcutKind.Pad) return (Implied(PlaceRole.PadShortcut, "pad", shortcut.Span, [current, body]), false);
        var convolution = Implied(PlaceRole.AutoConvolution, "conv", shortcut.Span, [current, body]);
        return (Implied(PlaceRole.AutoNormalisation, "bn", shortcut.Span, [convolution]), false);
    }

    private (int End, bool IsOwn) Branch(ChainSyntax chain, int current)
    {
        var before = _places.Count;
        var end = Chain(chain, current);
        return (end, end >= before);
    }

    private int Join(PlaceRole role, string keyword, SourceSpan span, string written, IReadOnlyList<(int End, bool IsOwn)> branches)
    {
        if (branches.Any(b => b.End == Nowhere))
        {
            _diagnostics.Add(Catalogue.ChainFromNowhere(span, _context.Inputs.Select(i => i.Text)));
            return Nowhere;
        }

        var place = new Place(Plain(keyword, span), LayerRegistry.Find(keyword), written, branches.Select(b => b.End).ToArray())
        {
            Role = role,
            Ends = branches.Select(b => b.IsOwn).ToArray(),
            Net = _net,
            Shared = NextShared(),
        };
        return Append(place, span);
    }

    private int Implied(PlaceRole role, string keyword, SourceSpan span, IReadOnlyList<int> inputs)
    {
        if (inputs.Contains(Nowhere)) return Nowhere;
        return Append(new Place(Plain(keyword, span), LayerRegistry.Find(keyword), Short(span), inputs) { Role = role, Net = _net, Shared = NextShared() }, span);
    }

    private int Append(Place place, SourceSpan span)
    {
        if (_places.Count == Limits.Layers)
        {
            if (!_tooMany) _diagnostics.Add(Catalogue.TooManyLayers(span, Limits.Layers));
            _tooMany = true;
            return place.Inputs.Count > 0 ? place.Inputs[0] : -1;
        }

        _places.Add(place);
        return _places.Count - 1;
    }

    private string Written(LayerSyntax layer) => layer.Options.Count == 0
        ? _context.Text[layer.Head]
        : $"{_context.Text[layer.Head]}({string.Join(", ", layer.Options.Select(o => _context.Text[o.Span]))})";

    private string Short(SourceSpan span)
    {
        var written = string.Join(" ", _context.Text[span].Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return written.Length <= 32 ? written : written.Substring(0, 28) + " ...";
    }

    private static LayerSyntax Plain(string name, SourceSpan span) =>
        new(span, span, new Identifier(span, name), null, null, null, EquatableArray<OptionSyntax>.Empty, null, name);
}
