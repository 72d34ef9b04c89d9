using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary><c>shortcut pad</c>: every stride-th pixel, and channels of zeros behind its own (He et al. 2015, option A). It stands only in residuals.</summary>
internal sealed class PadShortcutLayer(Shape output, int stride) : Layer(output)
{
    public override Value Lower(Lowering lowering, Value input) => lowering.Add(new PadShortcut(Size2.Square(stride), Output.Channels), input);
}
