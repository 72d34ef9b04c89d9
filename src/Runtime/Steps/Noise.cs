namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>The input plus, for each element, a draw from the normal distribution, from the network's random stream.</summary>
    public Value Noise(LayerName layer, Value input, double deviation)
    {
        if (IsObserved) return Lend(input);
        try
        {
            var result = Own(_aten.EmptyLike(Handle(input)));
            _aten.NormalInPlace(Handle(result), 0, deviation, Network.Random.Handle);
            _aten.AddInPlace(Handle(result), Handle(input));
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
