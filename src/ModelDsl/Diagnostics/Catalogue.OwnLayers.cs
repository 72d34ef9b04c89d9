using ModelDsl.Text;
using static System.FormattableString;

namespace ModelDsl.Diagnostics;

/// <content>Layers that C# classes of the project declare. What is wrong with a declaration stands in C#, and its span here is none.</content>
public static partial class Catalogue
{
    /// <param name="span">The block's name.</param>
    /// <param name="name">It.</param>
    /// <param name="class">The class that declares a layer of that name.</param>
    public static Diagnostic BlockNamedAsOwnLayer(SourceSpan span, string name, string @class) =>
        Error("MDL1090", span, $"class {@class} of this project declares a layer '{name}'; give the block another name");

    public static Diagnostic BrokenOwnLayer(SourceSpan span, string keyword, string @class) =>
        Error("MDL1091", span, $"the layer '{keyword}' has mistakes in its class {@class}; they are reported there");

    /// <param name="span">The layer's head.</param>
    /// <param name="layer">As written.</param>
    /// <param name="takes">The input's side of the rule.</param>
    /// <param name="before">What stands before it.</param>
    /// <param name="given">The shape it gives.</param>
    public static Diagnostic RuleTakesOtherShape(SourceSpan span, string layer, string takes, string before, object given) =>
        Error("MDL1092", span, $"{layer} takes {takes}, but {(before == "input" ? "the input is" : $"'{before}' before it leaves")} {given}");

    /// <param name="span">The layer's head.</param>
    /// <param name="layer">As written.</param>
    /// <param name="rule">The whole rule.</param>
    /// <param name="size">The size of it that comes to nothing.</param>
    /// <param name="value">What it comes to.</param>
    /// <param name="input">The shape it was given.</param>
    public static Diagnostic RuleMakesNoSize(SourceSpan span, string layer, string rule, string size, double value, object input) =>
        Error("MDL1093", span, Invariant($"{layer}: of {input}, {size} in the rule '{rule}' is {value:0.####}, which is no whole number from 1"));

    public static Diagnostic WrongDeclaration(string keyword, string part, string problem) =>
        Error("MDL4002", default, $"layer '{keyword}', {part}: {problem}");

    public static Diagnostic WrongMethod(string keyword, string @class, string problem, string signature) =>
        Error("MDL4003", default, $"layer '{keyword}': class {@class} {problem}; it is '{signature}', of which what follows the third parameter may be left out");

    /// <param name="keyword">As declared.</param>
    /// <param name="owner">What has it: <c>class Swish</c>.</param>
    public static Diagnostic OwnKeywordTaken(string keyword, string owner) =>
        Error("MDL4004", default, $"the keyword '{keyword}' is taken by {owner}; choose another");

    /// <summary>A class that generated code cannot call.</summary>
    public static Diagnostic ClassOutOfReach(string keyword, string @class) =>
        Error("MDL4005", default, $"layer '{keyword}': generated code cannot reach class {@class}; make it internal or public, and not generic");
}
