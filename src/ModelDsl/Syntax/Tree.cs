using ModelDsl.Text;

namespace ModelDsl.Syntax;

/// <summary>A piece of a `.net` file as written, with its place. Meaning comes later, in Binding.</summary>
public abstract record SyntaxNode(SourceSpan Span);

/// <summary>One file: the files it uses, and the models, tables and blocks in it.</summary>
public sealed record FileSyntax(SourceSpan Span, EquatableArray<UseSyntax> Uses, EquatableArray<DefinitionSyntax> Definitions) : SyntaxNode(Span);

/// <summary><c>use "blocks.net"</c>: the blocks of that file may be used in this one. The path is relative to this file's folder, with '/'.</summary>
public sealed record UseSyntax(SourceSpan Span, SourceSpan PathSpan, string Path) : SyntaxNode(Span);

/// <summary>A name as written, case and hyphens kept. Its text is empty where a definition's heading is broken or missing.</summary>
public sealed record Identifier(SourceSpan Span, string Text) : SyntaxNode(Span);

/// <summary>
/// A heading and the statements below it. A broken or missing heading is already reported: the body then begins with a
/// <see cref="BrokenStatement"/>, and the name is empty unless it could be read.
/// </summary>
public abstract record DefinitionSyntax(SourceSpan Span, Identifier Name, EquatableArray<StatementSyntax> Body) : SyntaxNode(Span);

/// <summary><c>model LeNet5</c> and the statements below it.</summary>
public sealed record ModelSyntax(SourceSpan Span, Identifier Name, EquatableArray<StatementSyntax> Body) : DefinitionSyntax(Span, Name, Body)
{
    /// <summary>What it begins with where that is another model; else null.</summary>
    public BaseSyntax? Base { get; init; }
}

/// <summary><c>from ResNet18 until gap</c>: another model, and the last of its layers that is taken over.</summary>
public sealed record BaseSyntax(SourceSpan Span, Identifier Model, Identifier Layer) : SyntaxNode(Span);

/// <summary><c>table Vgg (A, A-LRN, B)</c>: one model for each column. There are no columns only where the heading is broken.</summary>
public sealed record TableSyntax(SourceSpan Span, Identifier Name, EquatableArray<Identifier> Columns, EquatableArray<StatementSyntax> Body)
    : DefinitionSyntax(Span, Name, Body);

/// <summary><c>block bottleneck(n, stride = 1)</c> and the indented statements below it: a layer made of layers.</summary>
public sealed record BlockSyntax(SourceSpan Span, Identifier Name, EquatableArray<ParameterSyntax> Parameters, EquatableArray<StatementSyntax> Body)
    : DefinitionSyntax(Span, Name, Body);

/// <summary>A parameter of a block, with the value it has where a use gives none: <c>stride = 1</c>.</summary>
public sealed record ParameterSyntax(SourceSpan Span, Identifier Name, ExpressionSyntax? Default) : SyntaxNode(Span);

public abstract record StatementSyntax(SourceSpan Span) : SyntaxNode(Span);

/// <summary>A statement with a syntax error, already reported; what follows it is still checked.</summary>
public sealed record BrokenStatement(SourceSpan Span) : StatementSyntax(Span);

/// <summary>
/// <c>input 224x224 rgb</c>: sizes, and the colour word where one is given; with a name where there are several, <c>input left 105x105 gray</c>; a
/// sequence of words of a vocabulary is <c>input 200 tokens(20000)</c>.
/// </summary>
public sealed record InputStatement(SourceSpan Span, Identifier? Name, SizeSyntax Sizes, Identifier? Colour, ExpressionSyntax? Vocabulary) : StatementSyntax(Span);

/// <summary><c>activation tanh</c>: what conv and fc carry unless told otherwise.</summary>
public sealed record ActivationStatement(SourceSpan Span, LayerSyntax Layer) : StatementSyntax(Span);

/// <summary><c>defaults conv(bias no), maxpool3/2</c>: options that every such layer of the model has.</summary>
public sealed record DefaultsStatement(SourceSpan Span, EquatableArray<LayerSyntax> Layers) : StatementSyntax(Span);

/// <summary><c>precision bf16</c>: what feature maps are computed in.</summary>
public sealed record PrecisionStatement(SourceSpan Span, Identifier Precision) : StatementSyntax(Span);

/// <summary><c>loss mse</c>, or a sum over named values: <c>loss bce(decoder, input) + 0.5*kl(mean, logvar) + l2(5e-4)</c>.</summary>
public sealed record LossStatement(SourceSpan Span, EquatableArray<LossTermSyntax> Terms) : StatementSyntax(Span);

/// <summary>One term: what it is multiplied by, the loss's name, and in parentheses values of the model and constants.</summary>
public sealed record LossTermSyntax(SourceSpan Span, ExpressionSyntax? Weight, Identifier Loss, EquatableArray<OptionSyntax> Arguments) : SyntaxNode(Span);

/// <summary><c>output decoder, mean, logvar</c>.</summary>
public sealed record OutputStatement(SourceSpan Span, EquatableArray<Identifier> Values) : StatementSyntax(Span);

/// <summary><c>net embed</c> and the statements indented below it: a part of a model that may be applied several times, each time with the same weights.</summary>
public sealed record NetStatement(SourceSpan Span, Identifier Name, EquatableArray<StatementSyntax> Body) : StatementSyntax(Span);

/// <summary><c>n = 3</c>, or in a table a number for each column: <c>n = | 3 | 9 | 18 |</c>.</summary>
public sealed record ConstantStatement(SourceSpan Span, Identifier Name, EquatableArray<ExpressionSyntax> Values) : StatementSyntax(Span);

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

/// <summary>A step of a chain and how often it stands there (<c>x3</c>, <c>x(n-1)</c>); null for once.</summary>
public abstract record ElementSyntax(SourceSpan Span, ExpressionSyntax? Repeat) : SyntaxNode(Span);

/// <summary><c>(conv3-64 -> bn -> relu) x2</c>.</summary>
public sealed record GroupSyntax(SourceSpan Span, ChainSyntax Chain, ExpressionSyntax? Repeat) : ElementSyntax(Span, Repeat);

/// <summary>What becomes of the values of branches.</summary>
public enum BranchOperator
{
    /// <summary><c>|</c>: channels behind channels.</summary>
    Concatenate,

    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,
}

/// <summary><c>[ conv1-64 | conv3-64 ]</c>: branches that see the same input, at least two, and the one operator between them.</summary>
public sealed record BranchSyntax(SourceSpan Span, BranchOperator Operator, EquatableArray<ChainSyntax> Branches, ExpressionSyntax? Repeat)
    : ElementSyntax(Span, Repeat);

/// <summary><c>residual(conv3-64 -> bn, shortcut auto)</c>: a body and what is added to it; without a shortcut its own input is.</summary>
public sealed record ResidualSyntax(SourceSpan Span, SourceSpan Head, ChainSyntax Body, ShortcutSyntax? Shortcut, ExpressionSyntax? Repeat)
    : ElementSyntax(Span, Repeat);

/// <summary>The way around a residual body.</summary>
public enum ShortcutKind
{
    /// <summary><c>shortcut auto</c>: the identity where the shapes agree, else conv1 with the right stride and bn.</summary>
    Auto,

    /// <summary><c>shortcut pad</c>: every stride-th pixel and channels of zeros, option A of He et al. 2015.</summary>
    Pad,

    /// <summary><c>shortcut conv1-256 -> bn</c>.</summary>
    Chain,
}

/// <summary>From the word <c>shortcut</c> on; the chain is there for <see cref="ShortcutKind.Chain"/>.</summary>
public sealed record ShortcutSyntax(SourceSpan Span, ShortcutKind Kind, ChainSyntax? Chain) : SyntaxNode(Span);

/// <summary>
/// A layer as written: <c>conv1x7-192/2(pad 3, groups 2)</c> is name <c>conv</c>, kernel 1x7, width 192, stride 2 and two options.
/// The name keeps the case and hyphens of the text (<c>soft-max</c>); the span of the head (all before the options) is what errors underline.
/// A lone name may also be that of a value (<c>d1 -> conv3-64</c>), a block or a net.
/// </summary>
/// <param name="Span">All of it, its repeat included.</param>
/// <param name="Head">All before the options.</param>
/// <param name="Name">The name without kernel.</param>
/// <param name="Kernel">The digits behind the name.</param>
/// <param name="Width">Behind the hyphen: a number, a name (<c>conv3-n</c>) or an expression in parentheses (<c>conv1-(4*n)</c>).</param>
/// <param name="Stride">Behind the slash, likewise.</param>
/// <param name="Options">In parentheses: options, arguments of a block, or values (<c>crop(d1, up)</c>).</param>
/// <param name="Repeat">How often.</param>
/// <param name="Whole">The whole head as written: a block's name may have digits and hyphens, <c>inception-3a</c>.</param>
public sealed record LayerSyntax(
    SourceSpan Span,
    SourceSpan Head,
    Identifier Name,
    DimensionsSyntax? Kernel,
    SizeSyntax? Width,
    SizeSyntax? Stride,
    EquatableArray<OptionSyntax> Options,
    ExpressionSyntax? Repeat,
    string Whole) : ElementSyntax(Span, Repeat)
{
    /// <summary>
    /// The head read as one name, as a value's or a block's is: <c>d1</c>, which read as a layer is a <c>d</c> of kernel 1. Where something of that
    /// name is in scope, it is meant. Null where a stride or a computed width makes it a layer. (<c>conv3-64</c> could be a block too.)
    /// </summary>
    public string? Reference => Stride is null && Width is null or { IsName: true } or DimensionsSyntax { Sizes.Count: 1 } ? Whole : null;
}

/// <summary>
/// In a layer's parentheses: a word with values (<c>pad 2</c>, <c>bias no</c>, <c>init normal 0.01</c>), a word alone (<c>valid</c>; also the name of
/// a value or parameter: <c>crop(d1, up)</c>), or something without a name by position (<c>dropout(0.2)</c>, <c>se(4*n)</c>, <c>abs(a - b)</c>: no name).
/// </summary>
public sealed record OptionSyntax(SourceSpan Span, Identifier? Name, EquatableArray<OptionValue> Values) : SyntaxNode(Span);

/// <summary>A value of an option.</summary>
public abstract record OptionValue(SourceSpan Span) : SyntaxNode(Span);

/// <summary>A word: <c>no</c>, <c>glorot</c>; also a parameter's name, <c>groups c</c>.</summary>
public sealed record WordValue(SourceSpan Span, string Word) : OptionValue(Span);

/// <summary>A number as written, <c>1e-4</c>, <c>0.75</c>, <c>-1</c>, and its value.</summary>
public sealed record NumberValue(SourceSpan Span, double Number) : OptionValue(Span);

/// <summary>Sizes: <c>3x1</c>, and <c>768x?</c> with one to be found out.</summary>
public sealed record DimensionsValue(SourceSpan Span, SizeSyntax Sizes) : OptionValue(Span);

/// <summary>An expression with an operator or parentheses: <c>4*n</c>, <c>(c/r)</c>.</summary>
public sealed record ComputedValue(SourceSpan Span, ExpressionSyntax Expression) : OptionValue(Span);

/// <summary>A chain as a value of the model: <c>abs(embed(left) - embed(right))</c> has one with a <see cref="BranchSyntax"/>.</summary>
public sealed record ChainValue(SourceSpan Span, ChainSyntax Chain) : OptionValue(Span);

/// <summary>Sizes of a head, an input or an option.</summary>
public abstract record SizeSyntax(SourceSpan Span) : SyntaxNode(Span)
{
    /// <summary>The sizes where all are plain numbers, as they are once a model is bound.</summary>
    public EquatableArray<long> Literal => this is DimensionsSyntax { Sizes: var sizes }
        ? sizes
        : throw new InvalidOperationException("These sizes are not evaluated yet.");

    /// <summary>As written, for the record's own text must not ask for the literal.</summary>
    public sealed override string ToString() => ExpressionPrinter.Print(this);

    /// <summary>A lone name, which the text before it may belong to: <c>conv3-n</c>, but <c>inception-a</c>.</summary>
    public bool IsName => this is ComputedSyntax { Sizes: { Count: 1 } sizes } && sizes[0] is NameExpression;
}

/// <summary>One or more whole numbers joined by <c>x</c>: <c>3</c>, <c>1x7</c>, <c>3x224x224</c>, <c>138_357_544</c>.</summary>
public sealed record DimensionsSyntax(SourceSpan Span, EquatableArray<long> Sizes) : SizeSyntax(Span);

/// <summary>Sizes that are not all plain numbers: <c>n</c>, <c>(4*n)</c>, <c>3x(s)x(s)</c>, <c>?</c>, <c>1x?x28</c>.</summary>
public sealed record ComputedSyntax(SourceSpan Span, EquatableArray<ExpressionSyntax> Sizes) : SizeSyntax(Span);

/// <summary>Arithmetic over numbers and the names of parameters and constants.</summary>
public abstract record ExpressionSyntax(SourceSpan Span) : SyntaxNode(Span);

public sealed record NumberExpression(SourceSpan Span, double Number) : ExpressionSyntax(Span);

public sealed record NameExpression(SourceSpan Span, string Name) : ExpressionSyntax(Span);

/// <summary><c>?</c>: the one size that makes the shapes fit.</summary>
public sealed record HoleExpression(SourceSpan Span) : ExpressionSyntax(Span);

/// <param name="Span">Both operands, parentheses around them not included.</param>
/// <param name="Operator">One of <c>+ - * /</c>.</param>
/// <param name="Left">Before it.</param>
/// <param name="Right">Behind it.</param>
public sealed record BinaryExpression(SourceSpan Span, char Operator, ExpressionSyntax Left, ExpressionSyntax Right) : ExpressionSyntax(Span);
