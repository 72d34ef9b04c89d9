namespace ModelDsl.Runtime;

public sealed partial class Step
{
    // What PyTorch's normalize takes a length for at least.
    private const double LeastLength = 1e-12;

    /// <summary>x over its Euclidean length along an axis of the tensor, and that length (1 along the axis), 1e-12 at least.</summary>
    public (Value Output, Value Length) UnitLength(LayerName layer, Value input, int axis)
    {
        try
        {
            var length = Own(_aten.Norm(Handle(input), [axis]));
            _aten.ClampMinInPlace(Handle(length), LeastLength);
            return (Own(_aten.Div(Handle(input), Handle(length))), length);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input: dx = (dy - y · sum of y dy along the axis) / length.</summary>
    public Value UnitLengthBackward(LayerName layer, Value gradient, Value output, Value length, int axis)
    {
        CheckSameSizes(layer, output, gradient);
        CheckStretch(layer, output, length);
        try
        {
            var product = Own(_aten.Mul(Handle(gradient), Handle(output)));
            var along = Own(_aten.Sum(Handle(product), [axis], keepDim: true));
            var result = Own(_aten.Mul(Handle(output), Handle(along)));
            Release(product, along);
            var difference = Own(_aten.Sub(Handle(gradient), Handle(result)));
            Release(result);
            _aten.DivInPlace(Handle(difference), Handle(length));
            return difference;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
