using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>A piece of a `.net` file as written, with its place. Meaning comes later, in Binding.</summary>
public abstract record SyntaxNode(SourceSpan Span);

/// <summary>One file: the models and tables in it.</summary>
public sealed record FileSyntax(SourceSpan Span, EquatableArray<DefinitionSyntax> Definitions) : SyntaxNode(Span);

/// <summary>A name as written, case and hyphens kept. Its text is empty where a definition's heading is broken or missing.</summary>
public sealed record Identifier(SourceSpan Span, string Text) : SyntaxNode(Span);

/// <summary>
/// A heading and the statements below it. A broken or missing heading is already reported: the body then begins with a
/// <see cref="BrokenStatement"/>, and the name is empty unless it could be read.
/// </summary>
public abstract record DefinitionSyntax(SourceSpan Span, Identifier Name, EquatableArray<StatementSyntax> Body) : SyntaxNode(Span);

/// <summary><c>model LeNet5</c> and the statements below it.</summary>
public sealed record ModelSyntax(SourceSpan Span, Identifier Name, EquatableArray<StatementSyntax> Body) : DefinitionSyntax(Span, Name, Body);

/// <summary><c>table Vgg (A, A-LRN, B)</c>: one model for each column. There are no columns only where the heading is broken.</summary>
public sealed record TableSyntax(SourceSpan Span, Identifier Name, EquatableArray<Identifier> Columns, EquatableArray<StatementSyntax> Body)
    : DefinitionSyntax(Span, Name, Body);

public abstract record StatementSyntax(SourceSpan Span) : SyntaxNode(Span);

/// <summary>A statement with a syntax error, already reported; what follows it is still checked.</summary>
public sealed record BrokenStatement(SourceSpan Span) : StatementSyntax(Span);

/// <summary><c>input 224x224 rgb</c>: sizes, and the colour word where one is given.</summary>
public sealed record InputStatement(SourceSpan Span, DimensionsSyntax Dimensions, Identifier? Colour) : StatementSyntax(Span);

/// <summary><c>activation tanh</c>: what conv and fc carry unless told otherwise.</summary>
public sealed record ActivationStatement(SourceSpan Span, LayerSyntax Layer) : StatementSyntax(Span);

/// <summary><c>defaults conv(bias no), maxpool3/2</c>: options that every such layer of the model has.</summary>
public sealed record DefaultsStatement(SourceSpan Span, EquatableArray<LayerSyntax> Layers) : StatementSyntax(Span);

/// <summary><c>loss mse</c>.</summary>
public sealed record LossStatement(SourceSpan Span, Identifier Loss) : StatementSyntax(Span);

/// <summary>
/// <c>expect params 61_706, macs 416_520, output 10</c>; in a table also one figure and a cell for each column:
/// <c>expect params | 132_863_336 | 133_047_848 |</c>.
/// </summary>
public sealed record ExpectStatement(SourceSpan Span, EquatableArray<ExpectationSyntax> Expectations) : StatementSyntax(Span);

/// <summary>One figure: its name (<c>params</c>) and its value, or one value for each column of a table.</summary>
public sealed record ExpectationSyntax(SourceSpan Span, Identifier Name, EquatableArray<DimensionsSyntax> Values) : SyntaxNode(Span);

/// <summary>A line of layers, <c>conv3-64 -> maxpool</c>, with the name it gives to its value in <c>name = chain</c>.</summary>
public sealed record ChainStatement(SourceSpan Span, Identifier? Name, ChainSyntax Chain) : StatementSyntax(Span);

/// <summary>A row of a table, <c>| conv3-64 | conv3-64 LRN |</c>; a row with one cell spans all columns. A cell's layers need no arrows.</summary>
public sealed record RowStatement(SourceSpan Span, EquatableArray<ChainSyntax> Cells) : StatementSyntax(Span);

/// <summary>Layers in order; empty only as an empty cell of a table.</summary>
public sealed record ChainSyntax(SourceSpan Span, EquatableArray<ElementSyntax> Elements) : SyntaxNode(Span);

/// <summary>A step of a chain and how often it stands there (<c>x3</c>).</summary>
public abstract record ElementSyntax(SourceSpan Span, int Repeat) : SyntaxNode(Span);

/// <summary><c>(conv3-64 -> bn -> relu) x2</c>.</summary>
public sealed record GroupSyntax(SourceSpan Span, ChainSyntax Chain, int Repeat) : ElementSyntax(Span, Repeat);

/// <summary>
/// A layer as written: <c>conv1x7-192/2(pad 3, groups 2)</c> is name <c>conv</c>, kernel 1x7, width 192, stride 2 and two options.
/// The name keeps the case and hyphens of the text (<c>soft-max</c>); the span of the head (all before the options) is what errors underline.
/// A lone name may also be that of a value (<c>d1 -> conv3-64</c>).
/// </summary>
public sealed record LayerSyntax(
    SourceSpan Span,
    SourceSpan Head,
    Identifier Name,
    DimensionsSyntax? Kernel,
    DimensionsSyntax? Width,
    DimensionsSyntax? Stride,
    EquatableArray<OptionSyntax> Options,
    int Repeat) : ElementSyntax(Span, Repeat)
{
    /// <summary>
    /// The head read as one name, as a value's is: <c>d1</c>, which read as a layer is a <c>d</c> of kernel 1. Where a value of that name is
    /// in scope, the value is meant. Null where a width or a stride makes it a layer.
    /// </summary>
    public string? Reference => Width is null && Stride is null ? Name.Text + (Kernel is null ? "" : string.Join("x", Kernel.Sizes)) : null;
}

/// <summary>
/// An option in a layer's parentheses: a word with values (<c>pad 2</c>, <c>bias no</c>, <c>init normal 0.01</c>), a word alone
/// (<c>valid</c>), or a value alone by position (<c>dropout(0.2)</c>: no name).
/// </summary>
public sealed record OptionSyntax(SourceSpan Span, Identifier? Name, EquatableArray<OptionValue> Values) : SyntaxNode(Span);

/// <summary>A value of an option.</summary>
public abstract record OptionValue(SourceSpan Span) : SyntaxNode(Span);

/// <summary>A word: <c>no</c>, <c>glorot</c>.</summary>
public sealed record WordValue(SourceSpan Span, string Word) : OptionValue(Span);

/// <summary>A number as written, <c>1e-4</c>, <c>0.75</c>, <c>-1</c>, and its value.</summary>
public sealed record NumberValue(SourceSpan Span, double Number) : OptionValue(Span);

/// <summary>Sizes: <c>3x1</c>.</summary>
public sealed record DimensionsValue(SourceSpan Span, DimensionsSyntax Dimensions) : OptionValue(Span);

/// <summary>One or more whole numbers joined by <c>x</c>: <c>3</c>, <c>1x7</c>, <c>3x224x224</c>, <c>138_357_544</c>.</summary>
public sealed record DimensionsSyntax(SourceSpan Span, EquatableArray<long> Sizes) : SyntaxNode(Span);
