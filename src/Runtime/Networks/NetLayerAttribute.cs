namespace ModelDsl.Runtime;

/// <summary>What a layer is to its neighbours in a <c>.net</c> file.</summary>
public enum NetLayerRole
{
    /// <summary>Neither of these.</summary>
    Other,

    /// <summary>An activation: a layer with weights right before it carries none of its own.</summary>
    Activation,

    /// <summary>A normalisation between a layer with weights and its activation: the layer before it carries none, the activation follows it.</summary>
    Normalisation,
}

/// <summary>
/// Declares a layer that the <c>.net</c> files of the same project may use. The compiler reads the attribute as the project builds; the class is
/// called by generated code:
/// <code>
/// static Value Forward(Step step, LayerName layer, Value x, ...)
/// static Value Backward(Step step, LayerName layer, Value gradient, ...)
/// </code>
/// Behind these, each method takes what it needs by name: what the layer learns (<see cref="Value"/>), its options (double, or int where the default
/// is whole), and Backward also x and y, what Forward was given and gave. Backward returns the gradient of x, or a tuple of it and those of what the
/// layer learns, in order. See docs/own-layers.md.
/// </summary>
/// <param name="keyword">What the language calls it: <c>pixel-shuffle</c>; case and hyphens do not matter.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetLayerAttribute(string keyword) : Attribute
{
    /// <summary>What the language calls it.</summary>
    public string Keyword { get; } = keyword;

    /// <summary>
    /// Options with their defaults: <c>factor = 2, slope = 0.5</c>. One whose default has no point takes whole numbers.
    /// </summary>
    public string Options { get; set; } = "";

    /// <summary>
    /// What becomes of a shape, the examples not counted: <c>c x h x w -> c/(factor*factor) x h*factor x w*factor</c>. Names are given to the
    /// input's axes, <c>...</c> stands for any number of them; on the output's side stands arithmetic over them and the options. <c>/</c> must come
    /// out whole, <c>//</c> rounds down.
    /// </summary>
    public string Shape { get; set; } = "... -> ...";

    /// <summary>
    /// What the layer learns, at most four tensors, each with its sizes over the same names and how it begins, a number or he, glorot, lecun,
    /// normal 0.1, uniform 0.1: <c>weight c x k = he, bias c</c>. Without that, matrices begin as glorot and vectors at 0.
    /// </summary>
    public string Parameters { get; set; } = "";

    /// <summary>What it is to its neighbours.</summary>
    public NetLayerRole Role { get; set; }
}
