using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// How feature maps lie in memory. They lie in blocks, [N, C / block, H, W, block], the last one filled with zeros, as the CPU's convolutions read them
/// fastest, between any two layers that both can: a rule over the shape alone, so that a block fits wherever it stands. Images and other maps of few
/// channels, which would leave half of a block empty, and what goes in and out of a network are plain: [N, C, H, W].
/// </summary>
public static class Layout
{
    /// <summary>As many channels as the widest vectors have floats; where they are narrower, a block of these is two of theirs.</summary>
    public const int Block = 16;

    /// <summary>An image, with which blocks begin in any convolution, has at most so many channels.</summary>
    public const int ImageChannels = 3;

    /// <summary>A feature map of at most so many is plain.</summary>
    public const int FewChannels = 8;

    /// <summary>Whether a feature map fills its blocks: nothing has to stay 0.</summary>
    public static bool FillsBlocks(TensorType type) => type.Shape.Channels % Block == 0;

    /// <summary>Whether an activation may be applied to a feature map in blocks: what fills them stays 0.</summary>
    public static bool Allows(ActivationFunction? activation, TensorType type) => activation is null || activation.KeepsZero || FillsBlocks(type);

    public static bool IsBlocked(TensorType type) =>
        type is { Element: Element.Float, PerExample: true, Shape.IsImage: true } && type.Shape.Channels > FewChannels;
}

/// <summary>A change of layout, put in when all else is decided. Where nothing is blocked at run time its result is what it was given.</summary>
public abstract record LayoutOp : Op
{
    public override bool MayShareMemory => true;

    public override bool TakesBlocks(Node node) => true;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) => throw new InvalidOperationException("Layouts are decided behind differentiation.");
}

/// <summary>A feature map in blocks, from a plain one.</summary>
public sealed record ToBlocked : LayoutOp
{
    public override string Method => "ToBlocked";

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>A plain feature map, from one in blocks.</summary>
public sealed record ToPlain : LayoutOp
{
    public override string Method => "ToPlain";

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], $"channels: {Constants.Of(call.Node.Inputs[0].Type.Shape.Channels)}"];
}
