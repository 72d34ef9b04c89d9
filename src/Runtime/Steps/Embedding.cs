using static System.FormattableString;

namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>The row of the layer's table for each token: [N, T] to [N, T, features].</summary>
    /// <exception cref="LayerException">A token is not within 0 and the vocabulary - 1.</exception>
    public Value Embedding(EmbeddingParameters layer, Value tokens)
    {
        Check(layer);
        // On a GPU a token out of range would end the process' use of it, not throw.
        if (Network.Device != Device.Cpu) CheckTokens(layer, tokens);
        try
        {
            return Own(_aten.Embedding(layer.Weight.Handle, Handle(tokens)));
        }
        catch (LibTorchException e)
        {
            CheckTokens(layer, tokens);
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the table, given that of <see cref="Embedding"/>'s output: each row is the sum over the places of its token.</summary>
    public Value EmbeddingBackward(EmbeddingParameters layer, Value gradient, Value tokens)
    {
        Check(layer);
        try
        {
            return Own(_aten.EmbeddingDenseBackward(Handle(gradient), Handle(tokens), layer.Weight.Sizes[0]));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private void CheckTokens(EmbeddingParameters layer, Value tokens)
    {
        long vocabulary = layer.Weight.Sizes[0];
        using var least = new Tensor(_dispatcher, _aten.Min(Handle(tokens)));
        using var most = new Tensor(_dispatcher, _aten.Max(Handle(tokens)));
        long low = least.ToArray<long>()[0], high = most.ToArray<long>()[0];
        if (low < 0 || high >= vocabulary)
            throw new LayerException(Network, layer.Name, Invariant($"the tokens must be within 0 and {vocabulary - 1}, but one is {(low < 0 ? low : high)}."));
    }
}
