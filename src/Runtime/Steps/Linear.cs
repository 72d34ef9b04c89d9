namespace ModelDsl.Runtime;

public sealed partial class Step
{
    // Below so many rows bfloat16 saves no more than it takes to round the weights.
    private const long WorthRounding = 256;

    /// <summary>[N, in] times the layer's weight transposed, plus bias, then the activation: [N, out]; of sequences, every step: [N, T, in].</summary>
    public Value Linear(LinearParameters layer, Value input, Activation activation = default)
    {
        Check(layer);
        try
        {
            if (Blocks)
            {
                bool relu = activation == Activation.Relu;
                var (rows, weight) = (Rows(input), Packed(layer.Weight));
                var result = Own(_aten.LinearPacked(Handle(rows), Handle(weight), layer.Bias?.Handle ?? 0, layer.Weight.SizeSpan, relu, Network.IsExact, RoundsProducts(rows)));
                Release(rows, weight);
                if (!relu) ActivateInPlace(result, activation);
                return As(result, input);
            }

            var output = RoundsProducts(input) ? RoundedLinear(layer, input) : Own(_aten.Linear(Handle(input), layer.Weight.Handle, layer.Bias?.Handle ?? 0));
            ActivateInPlace(output, activation);
            return output;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="Linear"/>, given that of its output: dx = dy W, dW = dyᵀ x, db = sum of dy over the batch and the steps.
    /// The output is needed where there is an activation; the input's gradient is none when not asked for, the bias's when there is no
    /// bias.
    /// Packed: the weight's gradient may come as the kernels make it, for <see cref="Update"/>, <see cref="Learn"/> and <see cref="Accumulate"/> only;
    /// of a frozen layer it is none then.
    /// Reuse: this is the last use of the gradient's storage, which may be overwritten.
    /// </summary>
    public (Value Input, Value Weight, Value Bias) LinearBackward(
        LinearParameters layer, Value gradient, Value input, Value output = default, Activation activation = default,
        bool inputGradient = true, bool reuse = false, bool packed = false)
    {
        Check(layer);
        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            var (rows, dRows) = (Rows(input), Rows(before));
            bool learns = layer.Learns || !packed;
            if (Blocks && learns)
            {
                var weight = Packed(layer.Weight, alone: packed && _updatesPacked);
                var (x, w, b) = _aten.LinearPackedBackward(
                    Handle(dRows), Handle(rows), Handle(weight), layer.Weight.SizeSpan, inputGradient, layer.Bias is not null, Network.IsExact, RoundsProducts(rows));
                var result = (Input: Own(x), Weight: Own(w), Bias: Own(b));
                Release(rows, dRows, weight);
                ReleaseUnless(gradient, before);
                return (inputGradient ? As(result.Input, input) : default, packed ? result.Weight : Unpacked(layer.Weight, result.Weight), result.Bias);
            }

            var dBias = !learns || layer.Bias is null ? default : Own(_aten.Sum(Handle(dRows), OverBatch));
            var (dInput, dWeight) = !Blocks && RoundsProducts(rows) ? RoundedGradients(layer, dRows, rows, inputGradient, learns)
                : (inputGradient ? Own(_aten.Mm(Handle(dRows), layer.Weight.Handle)) : default, learns ? TransposedProduct(dRows, rows) : default);
            Release(rows, dRows);
            ReleaseUnless(gradient, before);
            return (inputGradient ? As(dInput, input) : dInput, dWeight, dBias);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// <see cref="LinearBackward"/> and the updates of weight and bias in one: the weight's gradient need never be whole. Without an optimiser the gradients are added
    /// to what the parameters have gathered. The input's gradient, none when not asked for.
    /// </summary>
    public Value LinearBackwardUpdate(
        Optimizer? optimizer, LinearParameters layer, Value gradient, Value input, Value output = default, Activation activation = default,
        bool inputGradient = true, bool reuse = false, double l1 = 0, double l2 = 0)
    {
        Check(layer);
        if (!Blocks || layer.Weight.IsFrozen || optimizer is not FormulaOptimizer formula || !formula.UpdatesParts(layer.Weight) || l1 != 0 || l2 != 0 || layer.Weight.Penalty != default)
        {
            var (dInput, dWeight, dBias) = LinearBackward(layer, gradient, input, output, activation, inputGradient, reuse, packed: true);
            Learn(optimizer, layer.Weight, dWeight, l1, l2);
            if (layer.Bias is not null) Learn(optimizer, layer.Bias, dBias);
            return dInput;
        }

        try
        {
            var before = BackwardThrough(layer.Name, activation, gradient, output, reuse);
            var (rows, dRows) = (Rows(input), Rows(before));
            var (x, b) = formula.UpdateLinear(layer.Weight, Handle(dRows), Handle(rows), inputGradient, layer.Bias is not null, Network.IsExact, RoundsProducts(rows));
            GC.KeepAlive(optimizer);
            (_updatesPacked, _learns) = (true, true);
            var (dInput, dBias) = (Own(x), Own(b));
            Release(rows, dRows);
            ReleaseUnless(gradient, before);
            if (layer.Bias is not null) Update(optimizer, layer.Bias, dBias);
            return inputGradient ? As(dInput, input) : default;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Whether what is multiplied is rounded to bfloat16: by the shim, or on a GPU as PyTorch's autocast does.</summary>
    private bool RoundsProducts(Value input) => Reduced && (_dispatcher.Rank(Handle(input)) == 2 ? Size(input, 0) : Size(input, 0) * Size(input, 1)) >= WorthRounding;

    private Value RoundedLinear(LinearParameters layer, Value input)
    {
        var (x, weight) = (As(input, ElementType.BFloat16), As(layer.Weight, ElementType.BFloat16));
        var bias = layer.Bias is null ? default : As(layer.Bias, ElementType.BFloat16);
        var product = Own(_aten.Linear(Handle(x), Handle(weight), bias.IsNone ? 0 : Handle(bias)));
        Release(x, weight);
        if (!bias.IsNone) Release(bias);
        return Become(product, Network.ElementType);
    }

    private (Value Input, Value Weight) RoundedGradients(LinearParameters layer, Value gradient, Value input, bool inputGradient, bool weightGradient)
    {
        var (dy, x, weight) = (As(gradient, ElementType.BFloat16), As(input, ElementType.BFloat16), As(layer.Weight, ElementType.BFloat16));
        var dInput = inputGradient ? Own(_aten.Mm(Handle(dy), Handle(weight))) : default;
        var dWeight = weightGradient ? TransposedProduct(dy, x) : default;
        Release(dy, x, weight);
        return (Become(dInput, Network.ElementType), Become(dWeight, Network.ElementType));
    }

    /// <summary>[N, T, C] as [N · T, C], and [N, C] as it is.</summary>
    private Value Rows(Value value) => _dispatcher.Rank(Handle(value)) == 2 ? Share(value) : Flat(value);

    /// <summary>Rows under the other value's axes but the last, a view; releases what is given.</summary>
    private Value As(Value rows, Value other)
    {
        if (_dispatcher.Rank(Handle(other)) == 2) return rows;
        var result = Own(_aten.View(Handle(rows), [Size(other, 0), Size(other, 1), Size(rows, 1)]));
        Release(rows);
        return result;
    }
}
