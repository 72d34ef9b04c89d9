namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The activation of every element. Reuse: this is the last use of the input's storage, which may be overwritten; the result is a
    /// value of its own still.
    /// </summary>
    public Value Activate(LayerName layer, Value input, Activation activation, bool reuse = false)
    {
        try
        {
            if (!reuse || !_slots.MayWrite(input))
            {
                if (activation.IsNone || !NeedsWidth(input, activation)) return Own(Apply(activation, Handle(input)));
                var copy = Own(_aten.Clone(Handle(input)));
                ActivateInPlace(copy, activation);
                return copy;
            }

            var output = Share(input);
            ActivateInPlace(output, activation);
            return output;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradient of <see cref="Activate"/>'s input, given that of its output and the output itself.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten; the result is a value of its own still.
    /// From input: what is given as the output is the input, for an activation whose gradient does not follow from its output.
    /// </summary>
    /// <exception cref="LayerException">
    /// The activation has no gradient from its output, <see cref="Activation.HasGradient"/>, or not from its input, which a threshold has and
    /// those that have none from their output.
    /// </exception>
    public Value ActivateBackward(
        LayerName layer, Value gradient, Value output, Activation activation, bool reuse = false, bool fromInput = false)
    {
        try
        {
            if (activation.IsNone) return reuse ? Share(gradient) : Own(_aten.Clone(Handle(gradient)));
            var result = BackwardThrough(layer, activation, gradient, output, reuse, fromInput);
            return Same(result, gradient) ? Share(gradient) : result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private static bool Same(Value left, Value right) => left.Handle == right.Handle && left.Slot == right.Slot;

    private nint Apply(Activation activation, nint input) =>
        activation.IsNone ? _aten.Clone(input) : Nonlinearity.Of(activation).Apply(_aten, input, activation);

    private void ActivateInPlace(Value value, Activation activation)
    {
        if (activation.IsNone) return;
        var rule = Nonlinearity.Of(activation);
        if (!NeedsWidth(value, activation))
        {
            rule.ApplyInPlace(_aten, Handle(value), activation);
            return;
        }

        var wide = Widened(value);
        rule.ApplyInPlace(_aten, Handle(wide), activation);
        _aten.CopyInPlace(Handle(value), Handle(wide));
        Release(wide);
    }

    /// <summary>Whether an activation of a feature map in bfloat16 is computed in float32: all but ReLU, for not all of libtorch's know bfloat16.</summary>
    private bool NeedsWidth(Value map, Activation activation) => Reduced && IsBlocked(map) && activation != Activation.Relu;

    /// <summary>
    /// The gradient before a fused activation: a new value; or the gradient itself where there is no activation, or where it may be
    /// overwritten.
    /// </summary>
    private Value BackwardThrough(LayerName layer, Activation activation, Value gradient, Value output, bool reuse, bool fromInput = false)
    {
        if (activation.IsNone) return gradient;
        if (output.IsNone) throw new LayerException(Network, layer, $"the backward pass through {activation} needs the layer's output.");
        if (fromInput ? !Nonlinearity.Of(activation).HasGradientFromInput : !activation.HasGradient)
        {
            var source = fromInput ? "input" : "output";
            throw new LayerException(Network, layer, $"{activation} is for inference: its gradient does not follow from its {source}.");
        }

        CheckSameSizes(layer, output, gradient);
        var rule = Nonlinearity.Of(activation);
        if (NeedsWidth(gradient, activation))
        {
            var (slopes, at) = (Widened(gradient), Widened(output));
            var wide = Own(rule.Backward(_aten, Handle(slopes), Handle(at), activation));
            Release(slopes, at);
            return Narrowed(wide);
        }

        if (!reuse || !rule.WritesOverGradient || !_slots.MayWrite(gradient)) return Own(rule.Backward(_aten, Handle(gradient), Handle(output), activation));
        rule.BackwardInPlace(_aten, Handle(gradient), Handle(output), activation);
        return gradient;
    }

    /// <summary>Releases what <see cref="BackwardThrough"/> made.</summary>
    private void ReleaseUnless(Value gradient, Value before)
    {
        if (!Same(before, gradient)) Release(before);
    }
}
