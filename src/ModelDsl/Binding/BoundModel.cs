using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>What the model is trained with.</summary>
public enum LossKind
{
    CrossEntropy,
    BinaryCrossEntropy,
    MeanSquaredError,
}

/// <summary>A layer in its place: its name, what stands before it, and where it was written.</summary>
/// <param name="Name">Stable: the property, the checkpoint key and the name in messages, <c>conv3_1</c>.</param>
/// <param name="Kind">What kind of layer.</param>
/// <param name="Layer">The layer with its shapes.</param>
/// <param name="Input">The layer it continues; null for the model's input.</param>
/// <param name="Written">As written: <c>conv5-16(valid)</c>.</param>
/// <param name="Span">Where.</param>
public sealed record LayerNode(string Name, LayerKind Kind, Layer Layer, LayerNode? Input, string Written, SourceSpan Span)
{
    /// <summary>The property of the generated class, <c>Conv3_1</c>.</summary>
    public string Property => Naming.Pascal(Name);

    // Nodes are compared as places in a model, not by what they hold: a chain of a thousand would compare a thousand deep.
    public bool Equals(LayerNode? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A model with every shape known: the graph of its layers in an order in which they can run.</summary>
/// <param name="Name">The class.</param>
/// <param name="Text">The file.</param>
/// <param name="Span">The name in the file.</param>
/// <param name="Input">What an example is.</param>
/// <param name="Layers">Every layer that the output needs.</param>
/// <param name="Loss">What it is trained with.</param>
public sealed record BoundModel(string Name, SourceText Text, SourceSpan Span, Shape Input, IReadOnlyList<LayerNode> Layers, LossKind Loss)
{
    public LayerNode OutputLayer => Layers[Layers.Count - 1];

    public Shape Output => OutputLayer.Layer.Output;

    public long Parameters => Layers.Sum(l => l.Layer.ParameterCount);

    public long Macs => Layers.Sum(l => l.Layer.Macs);

    public bool EndsInSoftmax => OutputLayer.Kind.Role == LayerRole.Softmax;

    public bool EndsInSigmoid => OutputLayer.Kind is Sigmoid;
}

/// <summary>A model with mistakes in it, reported already: enough is known of it to stand in for it until they are mended.</summary>
public sealed record BrokenModel(string Name, SourceSpan Span, Shape? Input, Shape? Output, LossKind Loss, IReadOnlyList<LayerNode> Layers);
