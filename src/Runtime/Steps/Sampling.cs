namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The reparametrised Gaussian (Kingma &amp; Welling 2014): mean + deviation with deviation = exp(log variance / 2) · e, where e is drawn
    /// from the standard normal distribution by the network's random stream. The mean's gradient is the output's, that of the log variance
    /// the output's times deviation / 2.
    /// </summary>
    public (Value Output, Value Deviation) Sample(LayerName layer, Value mean, Value logVariance)
    {
        CheckSameSizes(layer, mean, logVariance);
        try
        {
            if (IsObserved) return (Lend(mean), Own(_aten.ZerosLike(Handle(mean))));
            var deviation = Own(_aten.EmptyLike(Handle(mean)));
            _aten.NormalInPlace(Handle(deviation), 0, 1, Network.Random.Handle);
            var half = Own(_aten.MulScalar(Handle(logVariance), 0.5));
            _aten.ExpInPlace(Handle(half));
            _aten.MulInPlace(Handle(deviation), Handle(half));
            Release(half);
            return (Own(_aten.Add(Handle(mean), Handle(deviation))), deviation);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
