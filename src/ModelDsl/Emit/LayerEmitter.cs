using System.Globalization;
using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes what a model's class and a block's have of their layers: the table, the properties and how they are made.</summary>
internal sealed class LayerEmitter(CodeWriter writer, IReadOnlyDictionary<BlockType, BlockPasses> blocks)
{
    /// <summary>The class of a block's property: the block's own, or that of several behind each other.</summary>
    public string ClassOf(BlockNode block)
    {
        var name = blocks[block.Type].Code.Class;
        return block.Count == 1 ? name : $"BlockRun<{name}, {name}.Saved>";
    }

    public void WriteTable(string access, BoundBody body)
    {
        // A collection expression copes with rows that blocks bring along; plain rows read better as an initialiser.
        var (open, close) = body.Nodes.OfType<BlockNode>().Any() ? ("[", "];") : ("{", "};");
        writer.Line($"{access} static readonly LayerInfo[] Table =").OpenWith(open);
        foreach (var node in body.Nodes) writer.Line(Row(node) + ",");
        writer.CloseWith(close).Line();
    }

    /// <param name="body">The layers.</param>
    /// <param name="network">The C# of the network.</param>
    /// <param name="name">The C# of a layer's name.</param>
    public void WriteInitialization(BoundBody body, string network, Func<string, string> name)
    {
        foreach (var node in body.Nodes)
        {
            if (node is LayerNode { SharedWith: null, Layer.Holder: { } holder }) writer.Line($"{node.Property} = new {holder.Class}({network}, {name(node.Name)}, {holder.Arguments}){Penalty((LayerNode)node)};");
            else if (node is BlockNode { Count: 1 } single) writer.Line($"{node.Property} = new {ClassOf(single)}({network}, {name(node.Name)});");
            else if (node is BlockNode block)
            {
                var code = blocks[block.Type].Code;
                var (prefix, number) = LayerNames.Split(block.Name);
                var kept = code.ReadsInput || code.ReadsOutput ? "true" : "false";
                writer.Line($"{node.Property} = new({name(prefix)}, {number}, {block.Count}, {kept}, name => new {code.Class}({network}, name));");
            }
        }
    }

    private static string Penalty(LayerNode layer) => layer.Penalties == WeightPenalties.None ? "" : $" {{ Penalty = ({Constants.Of(layer.Penalties.L1)}, {Constants.Of(layer.Penalties.L2)}) }}";

    public void WriteProperties(BoundBody body)
    {
        foreach (var node in body.Nodes)
        {
            var line = node.Text.LineOf(node.Span).ToString(CultureInfo.InvariantCulture);
            if (node is LayerNode { SharedWith: null, Layer.Holder: { } holder } layer)
            {
                var parameters = string.Join(", ", layer.Layer.Parameters.Select(p => $"{p.Key} [{string.Join(", ", p.Shape.Sizes)}]"));
                var activation = layer.Layer.Carried is { } carried ? $", followed by {carried.Name}" : "";
                writer.Line().Line($"/// <summary><c>{CSharp.Xml(layer.Written)}</c>, line {line}: {parameters}{activation}.</summary>").Line($"public {holder.Class} {layer.Property} {{ get; }}");
            }
            else if (node is BlockNode block)
            {
                var several = block.Count == 1 ? "" : $" to <c>{block.NameAt(block.Count - 1)}</c>";
                writer.Line().Line($"/// <summary><c>{block.Name}</c>{several}: <c>{CSharp.Xml(block.Type.Title)}</c>, line {line}.</summary>").Line($"public {ClassOf(block)} {block.Property} {{ get; }}");
            }
        }
    }

    /// <summary>The properties of layers that are another object's.</summary>
    public void WriteForwarded(BoundBody body, string owner)
    {
        foreach (var node in body.Nodes)
        {
            var type = node is LayerNode { SharedWith: null, Layer.Holder: { } holder } ? holder.Class : node is BlockNode block ? ClassOf(block) : null;
            if (type is not null) writer.Line().Line($"/// <summary>The whole's <c>{node.Name}</c>.</summary>").Line($"public {type} {node.Property} => {owner}.{node.Property};");
        }
    }

    private string Row(BoundNode node)
    {
        if (node is BlockNode block)
        {
            var name = blocks[block.Type].Code.Class;
            var (prefix, number) = LayerNames.Split(block.Name);
            var input = CSharp.Literal(LastRow(block.Input));
            return block.Count == 1 ? $".. LayerInfo.Within({CSharp.Literal(block.Name)}, {input}, {name}.Table)" : $".. LayerInfo.Within({CSharp.Literal(prefix)}, {number}, {block.Count}, {input}, {name}.Table)";
        }

        var layer = (LayerNode)node;
        var line = node.Text.LineOf(node.Span).ToString(CultureInfo.InvariantCulture);
        var fields = new[]
        {
            CSharp.Literal(layer.Name), CSharp.Literal(layer.Written), CSharp.Literal($"{node.Text.Path}({line})"), CSharp.Literal(layer.Output.ToString()),
            CSharp.Literal(layer.SharedWith is null ? layer.Layer.ParameterCount : 0), CSharp.Literal(layer.Layer.Macs), CSharp.Literal(layer.Output.Elements * 4),
        };
        return $"new({string.Join(", ", fields.Concat(layer.Inputs.Select(input => CSharp.Literal(LastRow(input)))))})";
    }

    /// <summary>The row whose output a node's is: of a block its last layer.</summary>
    private static string LastRow(BoundNode node) => node is BlockNode block ? $"{block.NameAt(block.Count - 1)}.{LastRow(block.Type.Body.End)}" : node.Name;
}
