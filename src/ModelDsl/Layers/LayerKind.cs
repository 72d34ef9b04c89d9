using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>Which parts a layer's head may have: <c>conv3-64/2</c> has a kernel, a width and a stride.</summary>
[Flags]
public enum HeadParts
{
    None = 0,
    Kernel = 1,
    Width = 2,
    Stride = 4,
}

/// <summary>What a layer is to its neighbours; decides who carries the model's activation and where a stage ends.</summary>
public enum LayerRole
{
    Other,

    /// <summary>Carries the model's activation: conv, fc.</summary>
    Weighted,

    /// <summary>An activation of its own.</summary>
    Activation,

    /// <summary>A normalisation that stands between a weighted layer and its activation: bn.</summary>
    Normalisation,

    /// <summary>Makes the map smaller and ends a stage.</summary>
    Pooling,

    /// <summary>Turns scores into probabilities.</summary>
    Softmax,
}

/// <summary>
/// How many values a layer takes. Those that arrive otherwise than along the chain are named in its parentheses; where one too few is named, the
/// one that arrives is the first.
/// </summary>
public readonly record struct Arity(int Least, int Most)
{
    public static Arity One => new(1, 1);

    public static Arity Exactly(int count) => new(count, count);

    public static Arity AtLeast(int count) => new(count, int.MaxValue);
}

/// <summary>
/// One kind of layer, in one file of this folder: keyword, head, options, shape rule, and the bound <see cref="Layer"/> with parameters, cost and
/// lowering. The registry finds every kind in the assembly, so that adding a layer is adding a file.
/// </summary>
public abstract class LayerKind
{
    /// <summary>As the language writes it, in lower case without hyphens: <c>maxpool</c>.</summary>
    public abstract string Keyword { get; }

    /// <summary>Other spellings papers use.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    public virtual LayerRole Role => LayerRole.Other;

    /// <summary>What its head may have.</summary>
    public virtual HeadParts Head => HeadParts.None;

    /// <summary>What its head must have.</summary>
    public virtual HeadParts RequiredHead => HeadParts.None;

    public virtual IReadOnlyList<Option> Options => [];

    /// <summary>How a correct use looks, for messages: <c>conv3-64</c>.</summary>
    public abstract string Example { get; }

    /// <summary>The activation it stands for, where it is one; null for the identity.</summary>
    public virtual ActivationFunction? Function(LayerCall call) => null;

    /// <summary>How many values it takes, the one that arrives along the chain counted; more than one stand in its parentheses: <c>crop(d1, up)</c>.</summary>
    public virtual Arity Inputs => Arity.One;

    /// <summary>Whether it takes tokens; all but an embedding need numbers.</summary>
    public virtual bool TakesTokens => false;

    /// <summary>Whether sizes stand behind its keyword, <c>reshape 1x28x28</c>.</summary>
    public virtual bool SizesFollow => false;

    /// <summary>Binds a use, unless tokens arrive where numbers are needed.</summary>
    public Layer? BindTo(LayerCall call, IReadOnlyList<Shape> inputs)
    {
        if (TakesTokens || inputs.FirstOrDefault(i => i.IsTokens) is not { } tokens) return Bind(call, inputs);
        call.Report(Catalogue.NeedsNumbers(call.Place, call.Written, call.Before, tokens));
        return null;
    }

    /// <summary>Binds a use to the shape before it: the shape rule. Reports what is wrong and returns null.</summary>
    public virtual Layer? Bind(LayerCall call, Shape input) => throw new InvalidOperationException($"{Keyword} takes several values.");

    /// <summary>The same for a kind of several inputs.</summary>
    public virtual Layer? Bind(LayerCall call, IReadOnlyList<Shape> inputs) => Bind(call, inputs[0]);

    /// <summary>The output where it does not depend on the input, so that checking can go on behind a mistake.</summary>
    public virtual Shape? OutputOfUnknownInput(LayerCall call) => null;
}
