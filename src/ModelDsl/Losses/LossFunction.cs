using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;

namespace ModelDsl.Losses;

/// <summary>What a loss is given from outside where the model has no value for it.</summary>
public enum TargetKind
{
    /// <summary>Nothing: a penalty.</summary>
    None,

    /// <summary>A class number for each row of scores.</summary>
    Labels,

    /// <summary>What the value should have been, of the same shape.</summary>
    Values,

    /// <summary>One number an example: 1 where its values belong together, 0 where they do not.</summary>
    Agreement,

    /// <summary>A number for each example, the same for those that belong together; the value says nothing of how many there are.</summary>
    Groups,
}

/// <summary>The function that a loss applies itself, on the scores: where its value is the output of it, the loss takes what went in.</summary>
public enum ScoreFunction
{
    None,
    Softmax,
    Sigmoid,
}

/// <summary>Which of the model's weights a loss reads.</summary>
public enum WeightUse
{
    None,

    /// <summary>Every layer's <c>Weight</c>, biases not, each in an operation of its own; only where no value is named.</summary>
    EveryWeight,

    /// <summary>The <c>Weight</c> of the fc that makes its value: the operation's second input.</summary>
    WeightOfValue,
}

/// <summary>
/// One loss, in one file of this folder: keyword, which values it takes, what comes from outside, constants, shape rule and operation. The registry
/// finds every one in the assembly, so that adding a loss is adding a file.
/// </summary>
public abstract class LossFunction
{
    /// <summary>As the language writes it, in lower case without hyphens: <c>crossentropy</c>.</summary>
    public abstract string Keyword { get; }

    /// <summary>The same as messages and documentation write it: <c>cross-entropy</c>.</summary>
    public virtual string Name => Keyword;

    /// <summary>What others call it, in lower case without hyphens: no names here, but led to the right one.</summary>
    public virtual IReadOnlyList<string> KnownAs => [];

    /// <summary>How a correct use looks, for messages: <c>kl(mean, logvar)</c>.</summary>
    public abstract string Example { get; }

    /// <summary>
    /// How many values of the model it takes. Of one that takes so many or one more, the last comes from outside unless it is named; where none is named, the
    /// first is the model's output, unless none is needed.
    /// </summary>
    public abstract Arity Values { get; }

    /// <summary>What comes from outside, besides the values of the model, for a value that ends in this layer; null is a layer of no meaning here.</summary>
    public virtual TargetKind Target(LayerKind? end) => TargetKind.None;

    /// <summary>What it applies itself.</summary>
    public virtual ScoreFunction Scores => ScoreFunction.None;

    /// <summary>Which weights it reads.</summary>
    public virtual WeightUse Weights => WeightUse.None;

    /// <summary>Its constants.</summary>
    public virtual IReadOnlyList<Option> Options => [];

    /// <summary>What to do where its value ends in a layer that it cannot take: <c>end it in softmax</c>; else null.</summary>
    public virtual string? Remedy(LayerKind end) => null;

    /// <summary>Why it cannot take values of these shapes with these constants, or null: <c>it needs ..., but ...</c>.</summary>
    public virtual string? Problem(IReadOnlyList<Shape> values, LossCall call) => null;

    /// <summary>The operation; its inputs are the values, then what comes from outside, or the weight.</summary>
    public abstract LossOp Operation(LossCall call);

    /// <summary>The operation of loss and log-softmax in one, on the scores before it, where its value is the output of that; null for one that there is none of.</summary>
    public virtual LossOp? WithLogSoftmax(LossCall call) => null;

    /// <summary>What comes from outside for a value of this shape.</summary>
    public static TensorType TargetType(TargetKind target, Shape value) => target switch
    {
        TargetKind.Labels => new TensorType(Element.Label, Rows(value), PerExample: true),
        TargetKind.Values => TensorType.Batch(value),
        TargetKind.Agreement => TensorType.Batch(Shape.Of(1)),
        TargetKind.Groups => new TensorType(Element.Label, Shape.Scalar, PerExample: true),
        _ => throw new ArgumentException("Nothing comes from outside.", nameof(target)),
    };

    /// <summary>Two values that are compared.</summary>
    protected static string? DifferentShapes(IReadOnlyList<Shape> values) => values.Count < 2 || values[0] == values[1]
        ? null
        : $"its values must have the same shape, but are {values[0]} and {values[1]}";

    /// <summary>All axes but that of the classes: one label each.</summary>
    private static Shape Rows(Shape scores)
    {
        var classes = Broadcast.ChannelAxis(scores.Rank);
        return Shape.Of([.. scores.Sizes.Where((_, axis) => axis != classes)]);
    }
}
