namespace ModelDsl.Graphs;

/// <summary>What the numbers of a tensor are.</summary>
public enum Element
{
    /// <summary>Values and gradients, in the network's own precision.</summary>
    Float,

    /// <summary>Positions that a pooling took its maxima from.</summary>
    Index,

    /// <summary>What a dropout kept.</summary>
    Mask,

    /// <summary>Class numbers, one an example.</summary>
    Label,

    /// <summary>Tokens of a vocabulary.</summary>
    Token,

    /// <summary>No tensor, but what a block keeps for its backward pass.</summary>
    State,
}

/// <summary>The type of a value in a graph: its elements, its shape, and whether there is one for each example or one for all (weights, statistics, losses).</summary>
public sealed record TensorType(Element Element, Shape Shape, bool PerExample)
{
    /// <summary>Examples of a shape: numbers, or tokens where the shape says so.</summary>
    public static TensorType Batch(Shape shape) => new(shape.IsTokens ? Element.Token : Element.Float, shape, PerExample: true);

    /// <summary>What a block keeps from its forward to its backward pass: so many bytes an example.</summary>
    public static TensorType State(long bytes) => new(Element.State, Shape.Scalar, PerExample: true) { StateBytes = bytes };

    public static TensorType Shared(Shape shape) => new(Element.Float, shape, PerExample: false);

    /// <summary>Bytes of one example (or of the one tensor that all share), in float32.</summary>
    public long Bytes => Element switch
    {
        Element.Float => 4 * Shape.Elements,
        Element.Mask => Shape.Elements,
        Element.State => StateBytes,
        _ => 8 * Shape.Elements,
    };

    /// <summary>The bytes of a <see cref="Element.State"/>.</summary>
    public long StateBytes { get; private init; }

    public override string ToString()
    {
        var text = PerExample ? "N" + (Shape.Rank == 0 ? "" : "x" + Shape) : Shape.ToString();
        return Element is Element.Float or Element.Token ? text : text + " " + Element.ToString().ToLowerInvariant();
    }
}
