using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

// What a name in a chain means: a layer with its values and options, a block, or a net.
internal sealed partial class Expansion
{
    private int Layer(LayerSyntax layer, int current, bool isBehind)
    {
        if (IsIdentity(layer)) return current;
        if (layer.Reference is { } reference)
        {
            if (_values.Nets.TryGetValue(reference, out var net)) return Apply(net, layer, current, isBehind);
            if (_context.Blocks.Find(reference) is { } block) return Block(block, layer, current, isBehind);
            if (_arithmetic.Scope.IsWrong(reference)) return Unknown(layer.Head, Written(layer));
        }

        return Kind(HeadCheck.Named(layer, _context.Blocks.Layers), current, isBehind);
    }

    private static bool IsIdentity(LayerSyntax layer) => layer.Options.Count == 0 && layer.Whole.Equals("id", StringComparison.OrdinalIgnoreCase);

    private int Kind(LayerSyntax layer, int current, bool isBehind)
    {
        var kind = HeadCheck.Resolve(layer, [.. _context.Blocks.Names, .. _values.Names], _context.Blocks.Layers, _context.Text, _diagnostics);
        var (operands, options) = Operands(layer, kind);
        if (kind is null) return Append(new Place(layer, null, Written(layer), Inputs(operands, current, Arity.One)), layer.Head);
        var takes = kind.Inputs;
        var joinsArriving = operands.Count < takes.Least || (takes.Most != int.MaxValue && operands.Count < takes.Most);
        var inputs = Inputs(operands, joinsArriving ? current : Nowhere, takes);
        if (inputs.Count < takes.Least || inputs.Count > takes.Most)
        {
            // Where a value is unknown, that is the mistake.
            if (!operands.Any(IsUnknown)) _diagnostics.Add(current == Nowhere && operands.Count == 0
                ? Catalogue.ChainFromNowhere(layer.Head, _context.Inputs.Select(i => i.Text))
                : Catalogue.NumberOfValues(layer.Head, kind.Keyword, takes.Least, takes.Most, inputs.Count, kind.Example));
            return Unknown(layer.Head, Written(layer));
        }

        if (operands.Count > 0 && !inputs.Contains(current)) CheckArriving(layer, current, operands.Count, isBehind);
        var numbers = _arithmetic.Scope;
        if (layer.Width is ComputedSyntax width && width.Sizes.Any(Arithmetic.HasHole))
        {
            return Append(new Place(layer, kind, Written(layer), inputs) { Net = _net, Shared = NextShared(), Filled = Fill }, layer.Span);
        }

        var literal = new Literals(_arithmetic).Of(layer, kind, options);
        return Append(new Place(literal ?? layer, literal is null ? null : kind, Written(layer), inputs) { Net = _net, Shared = NextShared() }, layer.Span);

        LayerSyntax? Fill(long hole) => new Literals(new Arithmetic(numbers, [], hole)).Of(layer, kind, options);
    }

    /// <summary>What an arrow brings to a layer that has all its values in its parentheses would be lost.</summary>
    private void CheckArriving(LayerSyntax layer, int current, int values, bool isBehind)
    {
        if (!isBehind || current == Nowhere || IsUnknown(current)) return;
        var before = current < 0 ? _context.Inputs[-1 - current].Text : _places[current].Written;
        _diagnostics.Add(Catalogue.ArrivingValueLost(layer.Span, before, Written(layer), values));
    }

    private static IReadOnlyList<int> Inputs(IReadOnlyList<int> operands, int current, Arity takes) =>
        current == Nowhere || (operands.Count > 0 && takes.Most == 1) ? operands : [current, .. operands];

    /// <summary>The values in a layer's parentheses, and the options that are left.</summary>
    private (List<int> Operands, List<OptionSyntax> Options) Operands(LayerSyntax layer, LayerKind? kind)
    {
        var (operands, options) = (new List<int>(), new List<OptionSyntax>());
        foreach (var option in layer.Options)
        {
            if (option is { Name: null, Values: { Count: 1 } values } && Operand(values[0]) is { } chain) operands.Add(Chain(chain, Nowhere));
            else if (option is { Name: { } name, Values.Count: 0 } && IsValue(name.Text, kind) && _values.TryGet(name.Text, out var place)) operands.Add(place);
            else if (option is { Name: { } wrong, Values.Count: 0 } && _arithmetic.Scope.IsWrong(wrong.Text) && kind?.Inputs.Most > 0 && IsValue(wrong.Text, kind)) operands.Add(Unknown(wrong.Span, wrong.Text));
            else if (option is { Name: { } unknown, Values.Count: 0 } && kind?.Inputs.Most > 1 && IsValue(unknown.Text, kind) && !_arithmetic.Scope.Contains(unknown.Text))
            {
                _diagnostics.Add(Catalogue.UnknownValue(unknown.Span, unknown.Text, Spelling.Closest(unknown.Text, _values.Names)));
                operands.Add(Unknown(unknown.Span, unknown.Text));
            }
            else options.Add(option);
        }

        return (operands, options);
    }

    private bool IsValue(string name, LayerKind? kind) => kind?.Options.Any(o => LayerRegistry.Normalise(o.Name) == LayerRegistry.Normalise(name)) != true;

    /// <summary>A value of the model among arguments: a chain, or arithmetic whose names are all values.</summary>
    private ChainSyntax? Operand(OptionValue value) => value switch
    {
        ChainValue { Chain: var chain } => chain,
        ComputedValue { Expression: BinaryExpression binary } when Branches(binary) is { } branches => new ChainSyntax(value.Span, new([branches])),
        _ => null,
    };

    private BranchSyntax? Branches(BinaryExpression binary)
    {
        var operation = binary.Operator switch { '+' => BranchOperator.Add, '-' => BranchOperator.Subtract, '*' => (BranchOperator?)BranchOperator.Multiply, _ => null };
        if (operation is not { } found || Side(binary.Left) is not { } left || Side(binary.Right) is not { } right) return null;
        return new BranchSyntax(binary.Span, found, new([left, right]), null);

        ChainSyntax? Side(ExpressionSyntax side) => side switch
        {
            NameExpression name when _values.TryGet(name.Name, out _) => new ChainSyntax(side.Span, new([Plain(name.Name, side.Span)])),
            BinaryExpression inner when Branches(inner) is { } branches => new ChainSyntax(side.Span, new([branches])),
            _ => null,
        };
    }

    private int Block(BlockDefinition block, LayerSyntax layer, int current, bool isBehind)
    {
        var (operands, options) = Operands(layer, kind: null);
        if (operands.Count > 0)
        {
            CheckArriving(layer, current, operands.Count, isBehind);
            current = operands[0];
        }

        if (operands.Count > 1) _diagnostics.Add(Catalogue.NumberOfValues(layer.Head, block.Name, 1, 1, operands.Count, block.Name));
        if (current == Nowhere)
        {
            _diagnostics.Add(Catalogue.ChainFromNowhere(layer.Head, _context.Inputs.Select(i => i.Text)));
            current = Unknown(layer.Head, layer.Whole);
        }

        var arguments = BlockArguments.Of(block, layer, options, _arithmetic, _diagnostics);
        var use = arguments is null ? null : new BlockUse(block, arguments);
        return Append(new Place(layer, null, Written(layer), [current]) { Block = use, Net = _net, Shared = NextShared() }, layer.Span);
    }

    private int Apply(NetUse net, LayerSyntax layer, int current, bool isBehind)
    {
        var (operands, options) = Operands(layer, kind: null);
        if (operands.Count > 0)
        {
            CheckArriving(layer, current, operands.Count, isBehind);
            current = operands[0];
        }

        if (options.Count > 0) _diagnostics.Add(Catalogue.UnknownOption(options[0].Span, _context.Text[options[0].Span], net.Syntax.Name.Text, null, []));
        if (net.IsOpen)
        {
            _diagnostics.Add(Catalogue.CallsItself(layer.Head, "net", net.Syntax.Name.Text));
            return current;
        }

        if (current == Nowhere)
        {
            _diagnostics.Add(Catalogue.ChainFromNowhere(layer.Head, _context.Inputs.Select(i => i.Text)));
            current = Unknown(layer.Head, layer.Whole);
        }

        var (outerValues, outerNet, outerShared, outerArithmetic) = (_values, _net, _shared, _arithmetic);
        _values = new ValueScope(outerValues);
        _values.Define("input", current, layer.Head);
        foreach (var other in outerValues.Nets) _values.Nets.Add(other.Key, other.Value);
        var name = net.Syntax.Name.Text + (++net.Applications == 1 ? "" : "_" + Ops.Constants.Of(net.Applications));
        _net = outerNet is null ? name : $"{outerNet}.{name}";
        _shared = net.First;
        if (net.First < 0) net.First = _places.Count;
        net.IsOpen = true;
        var numbers = new NumberScope(_arithmetic.Scope);
        ConstantReader.Read(net.Syntax.Body, numbers, _context.Column, _context.Columns, _context.Text, _diagnostics);
        _arithmetic = new Arithmetic(numbers, _diagnostics);
        var end = Statements(net.Syntax.Body, current);
        net.IsOpen = false;
        (_values, _net, _shared, _arithmetic) = (outerValues, outerNet, outerShared, outerArithmetic);
        return end;
    }

    /// <summary>A place of which nothing is known, behind a mistake.</summary>
    private int Unknown(SourceSpan span, string written) => Append(new Place(Plain(written, span), null, written, [-1]), span);

    private bool IsUnknown(int place) => place >= 0 && _places[place] is { Kind: null, Block: null };

    /// <summary>The place in a net's first application that goes with the next one of this application.</summary>
    private int NextShared() => _shared < 0 ? -1 : _shared++;
}
