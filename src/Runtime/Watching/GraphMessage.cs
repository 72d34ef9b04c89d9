namespace ModelDsl.Runtime.Watching;

/// <summary>
/// A network as TensorFlow's GraphDef: a node for each of its inputs and each layer, behind those whose outputs it takes. The layers of a block are a group.
/// </summary>
internal static class GraphMessage
{
    // Fields of GraphDef and NodeDef, and the producer's version that TensorBoard's reader knows.
    private const int Node = 1, Versions = 4, Name = 1, Operation = 2, Input = 3, Attribute = 5, Producer = 22;

    public static ProtoWriter Of(Network network)
    {
        var graph = new ProtoWriter();
        var inputs = network.Layers.SelectMany(layer => layer.Inputs).Distinct().Except(network.Layers.Select(layer => layer.Name));
        foreach (var input in inputs) graph.Message(Node, new ProtoWriter().Text(Name, input).Text(Operation, "input"));
        foreach (var layer in network.Layers)
        {
            var node = new ProtoWriter().Text(Name, PathOf(layer.Name)).Text(Operation, layer.Layer);
            foreach (var input in layer.Inputs) node.Text(Input, PathOf(input));
            node.Message(Attribute, Named("_output_shapes", Shapes(layer.Output)));
            node.Message(Attribute, Named("parameters", new ProtoWriter().Int(3, layer.Parameters)));
            node.Message(Attribute, Named("multiply_adds", new ProtoWriter().Int(3, layer.Macs)));
            graph.Message(Node, node);
        }

        return graph.Message(Versions, new ProtoWriter().Int(1, Producer));
    }

    /// <summary>A layer's name where the names of groups stand before slashes.</summary>
    private static string PathOf(string name) => name.Replace('.', '/');

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
