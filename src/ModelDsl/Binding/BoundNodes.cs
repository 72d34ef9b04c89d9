using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A value of a body with its shape, and what makes it. Nodes are compared as places, not by what they hold.</summary>
/// <param name="name">Stable: the property, the checkpoint key and the name in messages, <c>conv3_1</c>; within a net <c>embed.conv1</c>.</param>
/// <param name="output">The shape it gives, an example.</param>
/// <param name="text">The file it is written in.</param>
/// <param name="span">Where.</param>
public abstract class BoundNode(string name, Shape output, SourceText text, SourceSpan span)
{
    public string Name { get; } = name;

    public Shape Output { get; } = output;

    public SourceText Text { get; } = text;

    public SourceSpan Span { get; } = span;

    /// <summary>The property of the generated class, <c>Conv3_1</c>.</summary>
    public string Property => Naming.Pascal(Name);

    /// <summary>The variable of its value in generated code, <c>conv3_1</c>.</summary>
    public string Variable => Naming.Local(Name);

    public abstract IReadOnlyList<BoundNode> Inputs { get; }
}

/// <summary>What a model or a block is given.</summary>
public sealed class InputNode(string name, Shape output, SourceText text, SourceSpan span) : BoundNode(name, output, text, span)
{
    public override IReadOnlyList<BoundNode> Inputs => [];
}

/// <summary>A layer in its place.</summary>
public sealed class LayerNode(
    string name, LayerKind kind, Layer layer, IReadOnlyList<BoundNode> inputs, string written, SourceText text, SourceSpan span, LayerNode? sharedWith)
    : BoundNode(name, layer.Output, text, span)
{
    public LayerKind Kind { get; } = kind;

    public Layer Layer { get; } = layer;

    public override IReadOnlyList<BoundNode> Inputs { get; } = inputs;

    /// <summary>As written: <c>conv5-16(valid)</c>.</summary>
    public string Written { get; } = written;

    /// <summary>The options that the use or a default gives it.</summary>
    public IReadOnlyCollection<string> GivenOptions { get; init; } = [];

    /// <summary>What its own options ask of its weights.</summary>
    public WeightPenalties Penalties { get; init; } = WeightPenalties.None;

    /// <summary>The layer whose weights it has, where a net is applied again; else null.</summary>
    public LayerNode? SharedWith { get; } = sharedWith;

    /// <summary>The layer that owns its weights.</summary>
    public LayerNode Owner => SharedWith ?? this;
}

/// <summary>A block in its place, or several of the same one behind the other.</summary>
public sealed class BlockNode(string name, BlockType type, int count, BoundNode input, string written, SourceText text, SourceSpan span)
    : BoundNode(name, type.Output, text, span)
{
    public BlockType Type { get; } = type;

    /// <summary>How often it stands there; the second's name has the next number.</summary>
    public int Count { get; } = count;

    public BoundNode Input { get; } = input;

    public override IReadOnlyList<BoundNode> Inputs { get; } = [input];

    public string Written { get; } = written;

    /// <summary>The name of one of several, counted from 0.</summary>
    public string NameAt(int index) => index == 0 ? Name : LayerNames.Following(Name, index);
}

/// <summary>A block with its numbers, its input's shape and all its layers: one class of generated code.</summary>
public sealed class BlockType(string name, string title, SourceText text, SourceSpan span, BoundBody body)
{
    /// <summary>As defined, <c>bottleneck</c>.</summary>
    public string Name { get; } = name;

    /// <summary>As used, <c>bottleneck(128, 2)</c>.</summary>
    public string Title { get; } = title;

    public SourceText Text { get; } = text;

    public SourceSpan Span { get; } = span;

    public BoundBody Body { get; } = body;

    public Shape Input => Body.Inputs[0].Output;

    public Shape Output => Body.End.Output;
}

/// <summary>The nodes of a model or a block, in an order in which they can run; every one is needed for an output.</summary>
/// <param name="Inputs">What it is given.</param>
/// <param name="Nodes">Layers and blocks.</param>
/// <param name="Outputs">What it gives; a block has one.</param>
public sealed record BoundBody(IReadOnlyList<InputNode> Inputs, IReadOnlyList<BoundNode> Nodes, IReadOnlyList<BoundNode> Outputs)
{
    public BoundNode End => Outputs[0];

    public long Parameters => Nodes.Sum(n => n switch
    {
        LayerNode { SharedWith: null } layer => layer.Layer.ParameterCount,
        BlockNode block => block.Count * block.Type.Body.Parameters,
        _ => 0,
    });

    public long Macs => Nodes.Sum(n => n switch
    {
        LayerNode layer => layer.Layer.Macs,
        BlockNode block => block.Count * block.Type.Body.Macs,
        _ => 0,
    });

    /// <summary>The blocks it is made of, inner ones first, each once.</summary>
    public IReadOnlyList<BlockType> BlockTypes()
    {
        var types = new List<BlockType>();
        foreach (var block in Nodes.OfType<BlockNode>())
        {
            foreach (var inner in block.Type.Body.BlockTypes().Append(block.Type))
            {
                if (!types.Contains(inner)) types.Add(inner);
            }
        }

        return types;
    }
}
