namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>y_i = e^x_i / sum of e^x over axis 1.</summary>
    public Value Softmax(LayerName layer, Value input)
    {
        try
        {
            return Own(_aten.Softmax(Handle(input), 1));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, given the output and its gradient: dx = y (dy - sum of dy · y).</summary>
    public Value SoftmaxBackward(LayerName layer, Value gradient, Value output)
    {
        try
        {
            return Own(_aten.SoftmaxBackwardData(Handle(gradient), Handle(output), 1, Network.ElementType));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
