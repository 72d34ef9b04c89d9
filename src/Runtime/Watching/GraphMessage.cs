namespace ModelDsl.Runtime.Watching;

/// <summary>
/// A network as TensorFlow's GraphDef: a node a layer, in the order of the computation, each behind the one before it. Where branches run beside each other is not to be seen.
/// The layers of a block are a group.
/// </summary>
internal static class GraphMessage
{
    // Fields of GraphDef and NodeDef, and the producer's version that TensorBoard's reader knows.
    private const int Node = 1, Versions = 4, Name = 1, Operation = 2, Input = 3, Attribute = 5, Producer = 22;

    public static ProtoWriter Of(Network network)
    {
        var graph = new ProtoWriter();
        graph.Message(Node, new ProtoWriter().Text(Name, "input").Text(Operation, "input"));
        string before = "input";
        foreach (var layer in network.Layers)
        {
            var name = layer.Name.Replace('.', '/');
            var node = new ProtoWriter().Text(Name, name).Text(Operation, layer.Layer).Text(Input, before);
            node.Message(Attribute, Named("_output_shapes", Shapes(layer.Output)));
            node.Message(Attribute, Named("parameters", new ProtoWriter().Int(3, layer.Parameters)));
            node.Message(Attribute, Named("multiply_adds", new ProtoWriter().Int(3, layer.Macs)));
            graph.Message(Node, node);
            before = name;
        }

        return graph.Message(Versions, new ProtoWriter().Int(1, Producer));
    }

    /// <summary>An entry of the map of attributes.</summary>
    private static ProtoWriter Named(string name, ProtoWriter value) => new ProtoWriter().Text(1, name).Message(2, value);

    /// <summary>A list with one shape, whose examples are of any number; of what is no shape, one that is not known.</summary>
    private static ProtoWriter Shapes(string output)
    {
        var sizes = output.Split('x').Select(size => int.TryParse(size, out int number) ? number : -1).ToList();
        var shape = new ProtoWriter();
        if (sizes.Contains(-1)) shape.Int(3, 1);
        else foreach (int size in sizes.Prepend(-1)) shape.Message(2, new ProtoWriter().Int(1, size));
        return new ProtoWriter().Message(1, new ProtoWriter().Message(7, shape));
    }
}
