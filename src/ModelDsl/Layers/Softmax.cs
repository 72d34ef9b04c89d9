using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>
/// <c>softmax</c>: scores to probabilities, of the classes at each pixel of a map and each step of a sequence; a model that ends in it trains with
/// cross-entropy.
/// </summary>
public sealed class SoftmaxKind : LayerKind
{
    public override string Keyword => "softmax";

    public override LayerRole Role => LayerRole.Softmax;

    public override string Example => "softmax";

    public override Layer Bind(LayerCall call, Shape input) => new Bound(input);

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new Softmax(Broadcast.ChannelAxis(Output.Rank)), input);
    }
}

/// <summary><c>log-softmax</c>: their logarithms, which stay exact where a probability is 0 to all digits; a model that ends in it trains with nll.</summary>
public sealed class LogSoftmaxKind : LayerKind
{
    public override string Keyword => "logsoftmax";

    public override LayerRole Role => LayerRole.Softmax;

    public override string Example => "log-softmax";

    public override Layer Bind(LayerCall call, Shape input) => new Bound(input);

    private sealed class Bound(Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new LogSoftmax(Broadcast.ChannelAxis(Output.Rank)), input);
    }
}
