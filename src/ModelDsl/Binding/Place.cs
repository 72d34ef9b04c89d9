using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>What a place that nobody wrote as a layer stands for.</summary>
internal enum PlaceRole
{
    /// <summary>A layer or a block, as written.</summary>
    Written,

    /// <summary>Where branches meet: <c>[ a + b ]</c>.</summary>
    Branches,

    /// <summary>The sum at the end of a residual.</summary>
    Residual,

    /// <summary>The convolution of <c>shortcut auto</c>; nothing where the shapes agree.</summary>
    AutoConvolution,

    /// <summary>The normalisation behind it.</summary>
    AutoNormalisation,

    /// <summary><c>shortcut pad</c>.</summary>
    PadShortcut,
}

/// <summary>
/// A step of a body in the order in which it runs, repeats and groups written out, before any shape is known: a layer, a meeting of branches, or a
/// block. <see cref="Inputs"/> are places; -1 is the body's first input, -2 its second.
/// </summary>
internal sealed class Place(LayerSyntax syntax, LayerKind? kind, string written, IReadOnlyList<int> inputs)
{
    /// <summary>The use, its sizes and options plain numbers.</summary>
    public LayerSyntax Syntax { get; } = syntax;

    /// <summary>Null for a block, and for a layer that is unknown.</summary>
    public LayerKind? Kind { get; } = kind;

    /// <summary>The kind that the name of an unknown layer comes close to.</summary>
    public LayerKind? Meant => Kind is null && Block is null && LayerRegistry.Suggest(Syntax.Name.Text) is { } keyword ? LayerRegistry.Find(keyword) : null;

    /// <summary>The use as written, without its repeat: <c>conv5-16(valid)</c>.</summary>
    public string Written { get; } = written;

    public IReadOnlyList<int> Inputs { get; } = inputs;

    public PlaceRole Role { get; init; }

    /// <summary>The block that stands here, with its arguments.</summary>
    public BlockUse? Block { get; init; }

    /// <summary>Where branches meet: which inputs are the end of a branch's own layers, and not a value that passes by.</summary>
    public IReadOnlyList<bool> Ends { get; init; } = [];

    /// <summary>The use with a number in the place of <c>?</c>; null where it has none, or its number is found.</summary>
    public Func<long, LayerSyntax?>? Filled { get; init; }

    /// <summary>The net that this place is a layer of; its name precedes the layer's.</summary>
    public string? Net { get; init; }

    /// <summary>The same layer in the net's first application, whose weights this one has; -1 for none.</summary>
    public int Shared { get; init; } = -1;

    /// <summary>The name of the value it gives, where it ends a chain that was named.</summary>
    public Identifier? ValueName { get; set; }

    /// <summary>That name where the chain is this layer alone: then it is the layer's.</summary>
    public Identifier? GivenName { get; set; }

    /// <summary>The place with its hole filled; null makes its layer unknown.</summary>
    public Place With(LayerSyntax? filled) => new(filled ?? Syntax, filled is null ? null : Kind, Written, Inputs)
    {
        Net = Net,
        Shared = Shared,
        ValueName = ValueName,
        GivenName = GivenName,
    };

    /// <summary>What errors underline.</summary>
    public SourceSpan Span => Syntax.Head;
}
