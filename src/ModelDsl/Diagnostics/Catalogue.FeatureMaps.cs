using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Diagnostics;

/// <content>What layers on feature maps do not take.</content>
public static partial class Catalogue
{
    public static Diagnostic PaddingTakesAll(SourceSpan span, string layer, Size2 padding) =>
        Error("MDL2060", span, $"{layer} leaves nothing: a padding of {padding} is cut off each side of its output, which is no larger");

    public static Diagnostic NormalisesOneNumber(SourceSpan span, string layer, string before, Shape given) =>
        Error("MDL2061", span, $"{layer} would leave only zeros: each of its means is of one number, as {Leaves(before, given)}");

    public static Diagnostic LearnedActivation(SourceSpan span, string written) =>
        Error("MDL1055", span, $"'{written}' learns and so is a layer of its own; write '-> {written}' where it belongs, not 'activation {written}'");
}
