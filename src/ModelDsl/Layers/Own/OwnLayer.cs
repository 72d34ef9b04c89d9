using ModelDsl.Diagnostics;
using ModelDsl.Text;

namespace ModelDsl.Layers;

/// <summary>
/// A layer that a C# class of the project declares with <c>[NetLayer]</c>, in values that compare: what its attribute says, and the methods that
/// could compute it. The class is not run at build time; generated code calls it.
/// </summary>
/// <param name="Keyword">As the attribute has it: <c>pixel-shuffle</c>.</param>
/// <param name="Class">The class with its namespace, as C# finds it from anywhere: <c>global::My.PixelShuffle</c>.</param>
/// <param name="Options">Options with their defaults: <c>factor = 2</c>.</param>
/// <param name="Shape">The shape rule: <c>c x h x w -> c/(factor*factor) x h*factor x w*factor</c>.</param>
/// <param name="Parameters">What it learns: <c>weight c = 1, bias c</c>.</param>
/// <param name="Role">What it is to its neighbours.</param>
/// <param name="Methods">The static methods that generated code can call.</param>
public sealed record OwnLayer(
    string Keyword, string Class, string Options, string Shape, string Parameters, LayerRole Role, EquatableArray<OwnMethod> Methods)
{
    /// <summary>The class for people: <c>PixelShuffle</c>.</summary>
    public string ClassName => Class.Substring(1 + Math.Max(Class.LastIndexOf('.'), Class.LastIndexOf(':')));

    /// <summary>What is wrong with the declaration by itself; none where it can be used.</summary>
    public IReadOnlyList<OwnLayerMistake> Mistakes() => OwnLayerCheck.Of(this);
}

/// <summary>A method of an own layer's class, its types as C# writes them within the runtime's namespace: <c>Value</c>, <c>(Value, Value)</c>.</summary>
public sealed record OwnMethod(string Name, string Returns, EquatableArray<OwnMethodParameter> Parameters);

/// <summary>A parameter of such a method.</summary>
public sealed record OwnMethodParameter(string Type, string Name);

/// <summary>Which part of a declaration a mistake is in.</summary>
public enum OwnLayerPart
{
    Keyword,
    Options,
    Shape,
    Parameters,

    /// <summary>The class and its methods.</summary>
    Class,
}

/// <summary>A mistake in a declaration. The diagnostic's span is none: the declaration stands in C#.</summary>
public sealed record OwnLayerMistake(OwnLayerPart Part, Diagnostic Diagnostic);
