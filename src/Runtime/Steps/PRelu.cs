namespace ModelDsl.Runtime;

public sealed partial class Step
{
    private static readonly long[] OneNumber = [1];

    /// <summary>y = x where x &gt; 0, else slope · x (He et al. 2015), with the layer's slope, or its slope for each channel.</summary>
    public Value PRelu(PReluParameters layer, Value input)
    {
        Check(layer);
        if (layer.Weight.Length > 1) CheckChannels(layer.Name, input, layer.Weight.Length);
        try
        {
            return Own(_aten.Prelu(Handle(input), layer.Weight.Handle));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The gradients of <see cref="PRelu"/>: dx = dy where x &gt; 0, else slope · dy; the slope's is the sum of dy · min(x, 0).
    /// </summary>
    public (Value Input, Value Weight) PReluBackward(PReluParameters layer, Value gradient, Value input)
    {
        Check(layer);
        CheckSameSizes(layer.Name, input, gradient);
        try
        {
            int rank = _dispatcher.Rank(Handle(input));
            Span<long> perChannel = stackalloc long[rank];
            perChannel.Fill(1);
            if (layer.Weight.Length > 1) perChannel[1] = layer.Weight.Length;
            var slope = Own(_aten.Reshape(layer.Weight.Handle, perChannel));
            var scaled = Own(_aten.Mul(Handle(gradient), Handle(slope)));
            var positive = Own(_aten.GtScalar(Handle(input), 0));
            var dInput = Own(_aten.Where(Handle(positive), Handle(gradient), Handle(scaled)));
            Release(slope, scaled, positive);
            var negative = Own(_aten.ClampMax(Handle(input), 0));
            _aten.MulInPlace(Handle(negative), Handle(gradient));
            var dWeight = layer.Weight.Length > 1 ? SumButChannels(negative, rank) : SumToOne(negative);
            Release(negative);
            return (dInput, dWeight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The sum of all numbers, [1].</summary>
    private Value SumToOne(Value value)
    {
        var sum = Own(_aten.SumAll(Handle(value)));
        var result = Own(_aten.Reshape(Handle(sum), OneNumber));
        Release(sum);
        return result;
    }

    /// <summary>The sum over all axes but the second, [C].</summary>
    private Value SumButChannels(Value value, int rank)
    {
        Span<long> axes = stackalloc long[rank - 1];
        for (int i = 1; i < axes.Length; i++) axes[i] = i + 1;
        return Own(_aten.Sum(Handle(value), axes));
    }
}
