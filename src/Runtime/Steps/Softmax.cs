namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>y_i = e^x_i / sum of e^x over an axis of the examples, counted from 0.</summary>
    public Value Softmax(LayerName layer, Value input, int axis = 0)
    {
        if (IsLeftOut(layer)) return Lend(input);
        try
        {
            return Own(_aten.Softmax(Handle(input), 1 + axis));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, given the output and its gradient: dx = y (dy - sum of dy · y).</summary>
    public Value SoftmaxBackward(LayerName layer, Value gradient, Value output, int axis = 0)
    {
        if (IsLeftOut(layer)) return Lend(gradient);
        try
        {
            return Own(_aten.SoftmaxBackwardData(Handle(gradient), Handle(output), 1 + axis, Network.ElementType));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>log y_i = x_i - log of the sum of e^x over an axis of the examples, counted from 0.</summary>
    public Value LogSoftmax(LayerName layer, Value input, int axis = 0)
    {
        try
        {
            return Own(_aten.LogSoftmax(Handle(input), 1 + axis));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, given the output and its gradient: dx = dy - e^y · sum of dy.</summary>
    public Value LogSoftmaxBackward(LayerName layer, Value gradient, Value output, int axis = 0)
    {
        CheckSameSizes(layer, output, gradient);
        try
        {
            return Own(_aten.LogSoftmaxBackwardData(Handle(gradient), Handle(output), 1 + axis, Network.ElementType));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
