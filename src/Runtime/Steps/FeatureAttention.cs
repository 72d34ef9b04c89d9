namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The position attention of Fu et al. 2019: of queries and keys [N, C', H, W] and values [N, C, H, W], each position's sum of all
    /// values, weighted by the softmax of its query times their keys. Also gives the weights, [N, HW, HW].
    /// </summary>
    public (Value Output, Value Attention) AttendOverPositions(LayerName layer, Value query, Value key, Value value)
    {
        CheckRank(layer, value, 4, "[N, C, H, W]");
        CheckSameSizes(layer, query, key);
        try
        {
            Value q = Positions(query), k = Positions(key), v = Positions(value);
            var energy = Product(q, k, transposeLeft: true);
            var attention = Own(_aten.Softmax(Handle(energy), 2));
            var attended = Product(v, attention, transposeRight: true);
            var output = Own(_aten.Reshape(Handle(attended), Sizes(value, stackalloc long[4])));
            Release(q, k, v);
            Release(energy, attended);
            return (output, attention);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradients of <see cref="AttendOverPositions"/>, given that of its output and the weights it gave.</summary>
    public (Value Query, Value Key, Value Value) AttendOverPositionsBackward(
        LayerName layer, Value gradient, Value query, Value key, Value value, Value attention)
    {
        CheckSameSizes(layer, value, gradient);
        try
        {
            Value dy = Positions(gradient), q = Positions(query), k = Positions(key), v = Positions(value);
            var dV = Product(dy, attention);
            var dAttention = Product(dy, v, transposeLeft: true);
            var dEnergy = Own(_aten.SoftmaxBackwardData(Handle(dAttention), Handle(attention), 2, Network.ElementType));
            var dQ = Product(k, dEnergy, transposeRight: true);
            var dK = Product(q, dEnergy);
            Release(dy, q, k, v);
            Release(dAttention, dEnergy);
            Span<long> sizes = stackalloc long[4];
            var result = (Query: Own(_aten.Reshape(Handle(dQ), Sizes(query, sizes))), Key: Own(_aten.Reshape(Handle(dK), sizes)),
                Value: Own(_aten.Reshape(Handle(dV), Sizes(value, sizes))));
            Release(dV, dQ, dK);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The channel attention of Fu et al. 2019: each channel's sum of all channels of [N, C, H, W], weighted by the softmax of its largest
    /// product with one less its product with each, which is the softmax of the products' negatives. Also gives the weights, [N, C, C].
    /// </summary>
    public (Value Output, Value Attention) AttendOverChannels(LayerName layer, Value input)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        try
        {
            var x = Positions(input);
            var energy = Product(x, x, transposeRight: true);
            _aten.MulScalarInPlace(Handle(energy), -1);
            var attention = Own(_aten.Softmax(Handle(energy), 2));
            var attended = Product(attention, x);
            var output = Own(_aten.Reshape(Handle(attended), Sizes(input, stackalloc long[4])));
            Release(x, energy, attended);
            return (output, attention);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input of <see cref="AttendOverChannels"/>, given that of its output and the weights it gave.</summary>
    public Value AttendOverChannelsBackward(LayerName layer, Value gradient, Value input, Value attention)
    {
        CheckSameSizes(layer, input, gradient);
        try
        {
            Value dy = Positions(gradient), x = Positions(input);
            var dAttention = Product(dy, x, transposeRight: true);
            var dEnergy = Own(_aten.SoftmaxBackwardData(Handle(dAttention), Handle(attention), 2, Network.ElementType));
            var mirrored = Own(_aten.Transpose(Handle(dEnergy), 1, 2));
            var both = Own(_aten.Add(Handle(dEnergy), Handle(mirrored)));
            var result = Product(attention, dy, transposeLeft: true);
            var through = Product(both, x);
            _aten.SubInPlace(Handle(result), Handle(through));
            var dInput = Own(_aten.Reshape(Handle(result), Sizes(input, stackalloc long[4])));
            Release(dy, x, dAttention, dEnergy);
            Release(mirrored, both, through, result);
            return dInput;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>input + gamma · branch, gamma being one learned number.</summary>
    public Value AddScaled(LayerParameters layer, Value input, Value branch, Value gamma)
    {
        Check(layer);
        CheckSameSizes(layer.Name, input, branch);
        CheckLength(layer.Name, gamma, 1);
        try
        {
            var result = Own(_aten.Mul(Handle(branch), Handle(gamma)));
            _aten.AddInPlace(Handle(result), Handle(input));
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradients of branch and gamma in <see cref="AddScaled"/>; the input's is the output's.</summary>
    public (Value Branch, Value Gamma) AddScaledBackward(LayerParameters layer, Value gradient, Value branch, Value gamma)
    {
        Check(layer);
        CheckSameSizes(layer.Name, branch, gradient);
        try
        {
            var product = Own(_aten.Mul(Handle(gradient), Handle(branch)));
            var dGamma = SumToOne(product);
            Release(product);
            return (Own(_aten.Mul(Handle(gradient), Handle(gamma))), dGamma);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>[N, C, H, W] as [N, C, HW].</summary>
    private Value Positions(Value map)
    {
        Span<long> sizes = stackalloc long[4];
        Sizes(map, sizes);
        return Own(_aten.Reshape(Handle(map), [sizes[0], sizes[1], sizes[2] * sizes[3]]));
    }

    /// <summary>The product of each example's two matrices, either of them transposed.</summary>
    private Value Product(Value left, Value right, bool transposeLeft = false, bool transposeRight = false)
    {
        var l = transposeLeft ? Own(_aten.Transpose(Handle(left), 1, 2)) : left;
        var r = transposeRight ? Own(_aten.Transpose(Handle(right), 1, 2)) : right;
        var product = Own(_aten.Bmm(Handle(l), Handle(r)));
        if (transposeLeft) Release(l);
        if (transposeRight) Release(r);
        return product;
    }

    private ReadOnlySpan<long> Sizes(Value value, Span<long> sizes)
    {
        _dispatcher.Sizes(Handle(value), sizes);
        return sizes;
    }
}
