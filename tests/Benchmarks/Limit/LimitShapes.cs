using System.Globalization;
using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Optimisation;
using ModelDsl.Text;

namespace ModelDsl.Benchmarks.Limit;

/// <summary>The convolutions and fully connected layers of a model as limit.cpp reads them: taken from the compiler's own graph.</summary>
internal static class LimitShapes
{
    /// <param name="file">The file that the model is in.</param>
    /// <param name="model">Its name.</param>
    /// <param name="batch">How many examples.</param>
    public static IEnumerable<string> Of(SourceText file, string model, int batch)
    {
        var bound = Binder.Bind(Syntax.Parser.Parse(file).File, file).Models.Single(m => m.Name == model);
        var blocks = BlockPasses.Of(bound);
        var times = new Dictionary<string, int>();
        Collect(bound.Body, 1, isModel: true);
        return times.Select(layer => $"{layer.Key} {layer.Value}");

        void Collect(BoundBody body, int count, bool isModel)
        {
            var lowered = Lowering.Lower(body, PassKind.TrainStep, type => blocks[type].Code);
            foreach (var node in lowered.Graph.Nodes)
            {
                if (node.Op is BlockForward block) Collect(block.Block.Type.Body, count * block.Block.Count, isModel: false);
                // A network's input needs no gradient, a block's does.
                bool wantsData = !(isModel && node.Inputs.Count > 0 && node.Inputs[0].Producer.Op is Argument);
                if (Line(node, batch, wantsData) is { } line) times[line] = times.GetValueOrDefault(line) + count;
            }
        }
    }

    private static string? Line(Node node, int batch, bool wantsData)
    {
        string bias = node.Inputs.Count > 2 ? "1" : "0", data = wantsData ? "1" : "0";
        return node.Op switch
        {
            Convolution convolution => Text("conv", batch, node.Inputs[0].Type.Shape, OutputsOf(node), Window(convolution.Window), bias, data),
            Linear linear => Text("fc", batch * Steps(node), Features(node), linear.Width, bias, data),
            _ => null,
        };
    }

    private static string OutputsOf(Node node)
    {
        var kernel = node.Inputs[1].Type.Shape;
        return Text(kernel[0], kernel[2], kernel[3]);
    }

    private static string Window(Window window) => Text(window.Stride.Height, window.Stride.Width, window.Padding.Height, window.Padding.Width, window.Dilation.Height, window.Dilation.Width, window.Groups);

    private static int Steps(Node node) => node.Inputs[0].Type.Shape is { IsSequence: true } shape ? shape.Steps : 1;

    private static long Features(Node node) => node.Inputs[0].Type.Shape.Elements / Steps(node);

    private static string Text(params ReadOnlySpan<object> parts)
    {
        var words = new List<string>();
        foreach (var part in parts) words.Add(part is Shape shape ? Text(shape.Channels, shape.Height, shape.Width) : Convert.ToString(part, CultureInfo.InvariantCulture)!);
        return string.Join(' ', words);
    }
}
