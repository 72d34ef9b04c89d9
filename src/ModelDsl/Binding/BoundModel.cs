using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Ops;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A model with every shape known.</summary>
/// <param name="Name">The class.</param>
/// <param name="Text">The file.</param>
/// <param name="Span">The name in the file.</param>
/// <param name="Body">Its layers and blocks, in an order in which they can run.</param>
/// <param name="OutputNames">What its outputs are called; one without a name is called <c>output</c>.</param>
/// <param name="Losses">What it is trained with: the terms of a sum.</param>
/// <param name="IsReduced">Whether its feature maps are of bfloat16.</param>
public sealed record BoundModel(string Name, SourceText Text, SourceSpan Span, BoundBody Body, IReadOnlyList<string> OutputNames, IReadOnlyList<BoundLoss> Losses, bool IsReduced)
{
    /// <summary>What it has taken over of another model; null where it has not.</summary>
    public BoundBase? Base { get; init; }

    public InputNode InputNode => Body.Inputs[0];

    public Shape Input => InputNode.Output;

    /// <summary>What makes the first output.</summary>
    public BoundNode OutputNode => Body.End;

    public Shape Output => OutputNode.Output;

    /// <summary>Its own layers, those in blocks left out.</summary>
    public IEnumerable<LayerNode> Layers => Body.Nodes.OfType<LayerNode>();

    public long Parameters => Body.Parameters;

    public long Macs => Body.Macs;

    /// <summary>What its losses ask of all weights together.</summary>
    public WeightPenalties Penalties => Losses.Where(l => l.Values.Count == 0 && l.Function.Weights == WeightUse.EveryWeight).Select(l => l.Function.Operation(l.Call))
        .Aggregate(WeightPenalties.None, (sum, op) => op is L1Penalty ? sum with { L1 = sum.L1 + op.Weight } : sum with { L2 = sum.L2 + op.Weight });

    /// <summary>Whether its loss counts weights: all of them, or those of layers that say so.</summary>
    public bool PenalisesWeights => Penalties != WeightPenalties.None || Body.BlockTypes().Select(b => b.Body).Append(Body)
        .Any(body => body.Nodes.OfType<LayerNode>().Any(l => l.Penalties != WeightPenalties.None));

    /// <summary>What its loss is the sum of, as the file has it: the terms over values, then all penalties on weights together; none where it is no sum.</summary>
    public IReadOnlyList<string> LossTerms
    {
        get
        {
            var terms = Losses.Where(l => l.Values.Count > 0).Select(l => l.Written).ToList();
            var penalties = string.Join(" + ", Losses.Where(l => l.Values.Count == 0).Select(l => l.Written));
            if (PenalisesWeights) terms.Add(penalties.Length > 0 ? penalties : "penalties of layers");
            return terms.Count > 1 ? terms : [];
        }
    }

    /// <summary>Those of what it takes, gives and is compared with.</summary>
    public IEnumerable<Shape> Shapes => Body.Inputs.Concat(Body.Outputs).Concat(Base?.Body.Outputs ?? []).Select(node => node.Output)
        .Concat(Losses.Where(l => l.Outside is TargetKind.Values or TargetKind.Agreement).Select(l => l.TargetType.Shape));

    /// <summary>Whether it is the first output that labels are held against; all losses share them.</summary>
    public bool ComparesOutput => Losses.Any(l => l.Outside == TargetKind.Labels && l.Values[0] == OutputNode);

    /// <summary>The layer that makes the first output, behind which a tap changes nothing; null where that is none.</summary>
    public LayerKind? OutputKind
    {
        get
        {
            var node = OutputNode;
            while (node is LayerNode { Kind: TapKind }) node = node.Inputs[0];
            return (node as LayerNode)?.Kind;
        }
    }

    /// <summary>Whether the output is made of scores by a softmax, its logarithm or sigmoids.</summary>
    public bool HasLogits => OutputKind is Sigmoid or { Role: LayerRole.Softmax };
}

/// <summary>The part of a model that is another's: <c>from ResNet18 until gap</c>.</summary>
/// <param name="Name">The other's name.</param>
/// <param name="Body">The part by itself: its output is what the model's own lines begin with.</param>
/// <param name="Head">The model's own lines as a model by themselves.</param>
/// <param name="TakenNames">Names that the lines' layers have not been given by themselves.</param>
public sealed record BoundBase(string Name, BoundBody Body, BoundModel Head, IReadOnlyList<string> TakenNames);

/// <summary>A model with mistakes in it, reported already: enough is known of it to stand in for it until they are mended.</summary>
/// <param name="Name">The class.</param>
/// <param name="Span">The name in the file.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Targets">What its loss is given from outside.</param>
/// <param name="Layers">The layers that learn, as far as they are known.</param>
public sealed record BrokenModel(
    string Name, SourceSpan Span, IReadOnlyList<(Shape Shape, string Name)> Inputs, IReadOnlyList<(Shape Shape, string Name)> Outputs,
    IReadOnlyList<(TensorType Type, string Name)> Targets, IReadOnlyList<(string Property, ParameterHolder Holder)> Layers)
{
    /// <summary>What it adds to another model; null where it begins by itself.</summary>
    public BrokenModel? Head { get; init; }

    /// <summary>Those of what it takes and gives; one number stands for a shape that is not known.</summary>
    public IEnumerable<Shape> Shapes => Inputs.Concat(Outputs).Concat(Head?.Inputs ?? []).Select(value => value.Shape)
        .Concat(Targets.Where(t => t.Type.Element != Element.Label).Select(t => t.Type.Shape));
}
