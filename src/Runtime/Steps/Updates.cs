namespace ModelDsl.Runtime;

// Where gradients end: in an optimiser's update, or added to the parameter's gradient.
public sealed partial class Step
{
    /// <summary>Lets the optimiser update the parameter, unless it is frozen, and releases the gradient.</summary>
    /// <param name="optimizer">Which.</param>
    /// <param name="parameter">What it updates.</param>
    /// <param name="gradient">The step's; released.</param>
    /// <param name="l1">What the loss penalises |w| with: its gradient, l1 sign(w), is added.</param>
    /// <param name="l2">What it penalises w² with: 2 l2 w.</param>
    public void Update(Optimizer optimizer, Parameter parameter, Value gradient, double l1 = 0, double l2 = 0)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (IsLeft(parameter, gradient)) return;
        try
        {
            (l1, l2) = (l1 + parameter.Penalty.L1, l2 + parameter.Penalty.L2);
            if (!optimizer.TakesPacked || l1 != 0 || l2 != 0) gradient = Unpacked(parameter, gradient);
            if (l1 != 0 || l2 != 0) gradient = Penalised(parameter, gradient, l1, l2);
            _learns = true;
            if (Network.IsLikeOnGpu && optimizer.TakesMany)
            {
                Defer(optimizer, parameter, gradient);
                return;
            }

            _updatesPacked |= parameter.IsPacked(Handle(gradient));
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
    public void Learn(Optimizer? optimizer, Parameter parameter, Value gradient, double l1 = 0, double l2 = 0)
    {
        if (optimizer is null) Accumulate(parameter, gradient);
        else Update(optimizer, parameter, gradient, l1, l2);
    }

    /// <summary>Adds the gradient to <see cref="Parameter.Gradient"/>, unless that is frozen; the gradient is no longer the step's.</summary>
    public void Accumulate(Parameter parameter, Value gradient)
    {
        if (IsLeft(parameter, gradient)) return;
        try
        {
            parameter.Accumulate(TakeOrCopy(Unpacked(parameter, gradient)));
        }
        catch (LibTorchException e)
        {
            throw Failure(parameter.Layer, e);
        }
    }

    /// <summary>Whether nobody wants a parameter's gradient, it being frozen or the pass observed; releases it then, which may be none, for it costs time.</summary>
    private bool IsLeft(Parameter parameter, Value gradient)
    {
        if (!parameter.IsFrozen && !IsObserved && Network.WantsGradients) return false;
        _learns = true;
        Release(gradient);
        return true;
    }

    /// <summary>A gradient in the order of the parameter's elements; releases one that was packed.</summary>
    private Value Unpacked(Parameter parameter, Value gradient)
    {
        if (!parameter.IsPacked(Handle(gradient))) return gradient;
        var result = Own(_aten.UnpackWeight(Handle(gradient), parameter.SizeSpan, parameter.Value.Groups));
        Release(gradient);
        return result;
    }

    private Value Penalised(Parameter parameter, Value gradient, double l1, double l2)
    {
        var sum = gradient;
        if (!_slots.MayWrite(gradient))
        {
            sum = Own(_aten.Clone(Handle(gradient)));
            Release(gradient);
        }

        if (l2 != 0) _aten.AddScaledInPlace(Handle(sum), parameter.Handle, 2 * l2);
        if (l1 == 0) return sum;
        var signs = Own(_aten.Sign(parameter.Handle));
        _aten.AddScaledInPlace(Handle(sum), Handle(signs), l1);
        Release(signs);
        return sum;
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
