using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>What layers on feature maps do not take.</content>
public static partial class Catalogue
{
    public static Diagnostic PaddingTakesAll(SourceSpan span, string layer, Size2 padding) =>
        Error("MDL2060", span, $"{layer} leaves nothing: a padding of {padding} is cut off each side of its output, which is no larger");
}
