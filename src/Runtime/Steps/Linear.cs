namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>[N, in] times the layer's weight transposed, plus bias, then the activation: [N, out].</summary>
    public Value Linear(LinearParameters layer, Value input, Activation activation = default)
    {
        Check(layer);
        try
        {
            var output = Own(_aten.Linear(Handle(input), layer.Weight.Handle, layer.Bias?.Handle ?? 0));
            ActivateInPlace(output, activation);
            return output;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="Linear"/>, given that of its output: dx = dy W, dW = dyᵀ x, db = sum of dy over the batch.
    /// The output is needed where there is an activation; the input's gradient is none when not asked for, the bias's when there is no
    /// bias.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) LinearBackward(
        LinearParameters layer, Value gradient, Value input, Value output = default, Activation activation = default,
        bool inputGradient = true, bool reuse = false)
    {
        Check(layer);
        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            var dInput = inputGradient ? Own(_aten.Mm(Handle(before), layer.Weight.Handle)) : default;
            var transposed = Own(_aten.T(Handle(before)));
            var dWeight = Own(_aten.Mm(Handle(transposed), Handle(input)));
            Release(transposed);
            var dBias = layer.Bias is null ? default : Own(_aten.Sum(Handle(before), OverBatch));
            ReleaseUnless(gradient, before);
            return (dInput, dWeight, dBias);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
