namespace ModelDsl.Runtime;

// Where gradients end: in an optimiser's update, or added to the parameter's gradient.
public sealed partial class Step
{
    /// <summary>Lets the optimiser update the parameter and releases the gradient.</summary>
    public void Update(Optimizer optimizer, Parameter parameter, Value gradient)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        try
        {
            optimizer.Update(parameter, Handle(gradient));
            // Its state must not be finalised while libtorch writes to it, even if nobody else holds the optimiser.
            GC.KeepAlive(optimizer);
            Release(gradient);
        }
        catch (LibTorchException e)
        {
            throw Failure(parameter.Layer, e);
        }
    }

    /// <summary><see cref="Update"/> where there is an optimiser, else <see cref="Accumulate"/>.</summary>
    public void Learn(Optimizer? optimizer, Parameter parameter, Value gradient)
    {
        if (optimizer is null) Accumulate(parameter, gradient);
        else Update(optimizer, parameter, gradient);
    }

    /// <summary>Adds the gradient to <see cref="Parameter.Gradient"/>; the gradient is no longer the step's.</summary>
    public void Accumulate(Parameter parameter, Value gradient)
    {
        try
        {
            parameter.Accumulate(TakeOrCopy(gradient));
        }
        catch (LibTorchException e)
        {
            throw Failure(parameter.Layer, e);
        }
    }

    /// <summary>The value's tensor for someone outside the step: its own, or a copy where its storage is someone else's already.</summary>
    private nint TakeOrCopy(Value value)
    {
        if (_slots.MayWrite(value)) return _slots.Take(value);
        nint copy = _aten.Clone(Handle(value));
        Release(value);
        return copy;
    }
}
