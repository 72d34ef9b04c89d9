namespace ModelDsl.Runtime;

// Functions of each element.
public sealed partial class Step
{
    /// <summary>|x|.</summary>
    public Value Abs(LayerName layer, Value input)
    {
        try
        {
            return Own(_aten.Abs(Handle(input)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>-1, 0 or 1: the slope of <see cref="Abs"/>.</summary>
    public Value Sign(LayerName layer, Value input)
    {
        try
        {
            return Own(_aten.Sign(Handle(input)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>x².</summary>
    public Value Square(LayerName layer, Value input)
    {
        try
        {
            return Own(_aten.Mul(Handle(input), Handle(input)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>e^x.</summary>
    public Value Exp(LayerName layer, Value input)
    {
        try
        {
            return Own(_aten.Exp(Handle(input)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
