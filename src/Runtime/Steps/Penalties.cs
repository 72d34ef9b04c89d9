namespace ModelDsl.Runtime;

// Losses that depend on nothing from outside: large weights, active codes. Each with its gradient; the weight multiplies both.
public sealed partial class Step
{
    /// <summary>l1 times the sum of |w| and l2 times the sum of w² over all weights of the network, biases not, and what layers ask of their own: one number. Its gradient comes with the updates.</summary>
    public Value WeightPenalty(LayerName layer, double l1 = 0, double l2 = 0)
    {
        try
        {
            var total = Own(_aten.Empty([], Network.ElementType, Network.Device));
            _aten.ZeroInPlace(Handle(total));
            foreach (var parameter in Network.WeightParameters)
            {
                var (absolute, square) = (l1 + parameter.Penalty.L1, l2 + parameter.Penalty.L2);
                if (absolute != 0) AddSum(total, Own(_aten.Abs(parameter.Handle)), absolute);
                if (square != 0) AddSum(total, Own(_aten.Mul(parameter.Handle, parameter.Handle)), square);
            }

            return total;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private void AddSum(Value total, Value terms, double factor)
    {
        var sum = Own(_aten.SumAll(Handle(terms)));
        _aten.AddScaledInPlace(Handle(total), Handle(sum), factor);
        Release(terms, sum);
    }

    /// <summary>The sum of |x| over an example, the mean over the batch; dx = sign(x) / N.</summary>
    public (Value Loss, Value Gradient) L1Penalty(LayerName layer, Value value, double weight = 1) =>
        AbsoluteSum(layer, value, weight / Size(value, 0));

    /// <summary>The sum of x² over an example, the mean over the batch; dx = 2 x / N.</summary>
    public (Value Loss, Value Gradient) L2Penalty(LayerName layer, Value value, double weight = 1) =>
        SquareSum(layer, value, weight / Size(value, 0));

    /// <summary>
    /// How strongly a code h = sigmoid(W x + b) answers to its input (Rifai et al. 2011), the squared Frobenius norm of its Jacobian, the
    /// mean over the batch: the sum over j of (h_j (1 - h_j))² · |W_j|², with W_j the j-th row of W.
    /// dh_j = 2 h_j (1 - h_j) (1 - 2 h_j) |W_j|² / N, dW_j = 2 W_j · the mean of (h_j (1 - h_j))².
    /// </summary>
    /// <param name="layer">The layer that makes the code.</param>
    /// <param name="code">Its output behind the sigmoid, [N, J].</param>
    /// <param name="weight">What the penalty counts.</param>
    public (Value Loss, Value Code, Value Weight) ContractivePenalty(LinearParameters layer, Value code, double weight = 1)
    {
        Check(layer);
        CheckRank(layer.Name, code, 2, "[N, J]");
        CheckChannels(layer.Name, code, layer.Weight.Sizes[0]);
        double share = weight / Size(code, 0);
        nint h = Handle(code), w = layer.Weight.Handle;
        try
        {
            var squares = Own(_aten.Mul(w, w));
            var lengths = Own(_aten.Sum(Handle(squares), OverColumns));
            var square = Own(_aten.Mul(h, h));
            var slope = Own(_aten.Sub(h, Handle(square)));
            Release(squares, square);
            var slopes = Own(_aten.Mul(Handle(slope), Handle(slope)));
            var strengths = Own(_aten.Sum(Handle(slopes), OverBatch));
            _aten.MulScalarInPlace(Handle(strengths), share);
            var products = Own(_aten.Mul(Handle(strengths), Handle(lengths)));
            var loss = Own(_aten.SumAll(Handle(products)));
            Release(slopes, products);
            var dCode = CodeGradient(h, slope, lengths, share);
            var column = Own(_aten.Unsqueeze(Handle(strengths), 1));
            var dWeight = Own(_aten.Mul(w, Handle(column)));
            _aten.MulScalarInPlace(Handle(dWeight), 2);
            Release(lengths, slope, strengths, column);
            return (loss, dCode, dWeight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private Value CodeGradient(nint code, Value slope, Value lengths, double share)
    {
        var gradient = Own(_aten.MulScalar(code, -4 * share));
        _aten.AddScalarInPlace(Handle(gradient), 2 * share);
        _aten.MulInPlace(Handle(gradient), Handle(slope));
        _aten.MulInPlace(Handle(gradient), Handle(lengths));
        return gradient;
    }

    private (Value Loss, Value Gradient) AbsoluteSum(LayerName layer, Value value, double factor)
    {
        try
        {
            var absolute = Own(_aten.Abs(Handle(value)));
            var gradient = Own(_aten.Sign(Handle(value)));
            return Summed(absolute, gradient, factor, factor);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Loss, Value Gradient) SquareSum(LayerName layer, Value value, double factor)
    {
        try
        {
            var square = Own(_aten.Mul(Handle(value), Handle(value)));
            var gradient = Own(_aten.Clone(Handle(value)));
            return Summed(square, gradient, factor, 2 * factor);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private (Value Loss, Value Gradient) Summed(Value terms, Value gradient, double factor, double gradientFactor)
    {
        var loss = Own(_aten.SumAll(Handle(terms)));
        Release(terms);
        _aten.MulScalarInPlace(Handle(loss), factor);
        _aten.MulScalarInPlace(Handle(gradient), gradientFactor);
        return (loss, gradient);
    }
}
