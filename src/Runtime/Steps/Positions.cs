using static System.FormattableString;

namespace ModelDsl.Runtime;

// What tells a step where it stands.
public sealed partial class Step
{
    /// <summary>
    /// Adds to each step of [N, T, C] the vector of its position.
    /// Reuse: this is the last use of the input's storage, which may be overwritten; the result is a value of its own still.
    /// </summary>
    public Value Position(EmbeddingParameters layer, Value input, bool reuse = false)
    {
        Check(layer);
        return AddToEach(layer.Name, layer.Weight, input, reuse);
    }

    /// <summary>The gradient of the positions' vectors: the output's, summed over the batch.</summary>
    public Value PositionBackward(EmbeddingParameters layer, Value gradient)
    {
        Check(layer);
        try
        {
            return Own(_aten.Sum(Handle(gradient), OverBatch, keepDim: true));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Adds to each step of [N, T, C] the sines and cosines of its position. Reuse: as <see cref="Position"/>.</summary>
    public Value Positional(PositionTable layer, Value input, bool reuse = false)
    {
        Check(layer);
        return AddToEach(layer.Name, layer.Table, input, reuse);
    }

    /// <summary>Puts the layer's one vector before the steps: [N, T, C] to [N, T + 1, C].</summary>
    public Value ClassToken(EmbeddingParameters layer, Value input)
    {
        Check(layer);
        CheckRank(layer.Name, input, 3, "[N, T, C]");
        try
        {
            var token = Own(_aten.Expand(layer.Weight.Handle, [Size(input, 0), 1, Size(input, 2)]));
            var result = Own(_aten.Cat([Handle(token), Handle(input)], 1));
            Release(token);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradients of <see cref="ClassToken"/>'s input, which is none when not asked for, and of its vector.</summary>
    public (Value Input, Value Weight) ClassTokenBackward(EmbeddingParameters layer, Value gradient, bool inputGradient = true)
    {
        Check(layer);
        CheckRank(layer.Name, gradient, 3, "[N, T + 1, C]");
        try
        {
            var first = Own(_aten.Slice(Handle(gradient), 1, 0, 1));
            var dWeight = Own(_aten.Sum(Handle(first), OverBatch, keepDim: true));
            Release(first);
            if (!inputGradient) return (default, dWeight);
            var rest = Own(_aten.Slice(Handle(gradient), 1, 1, Size(gradient, 1)));
            var dInput = Own(_aten.Clone(Handle(rest)));
            Release(rest);
            return (dInput, dWeight);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private Value AddToEach(string layer, Value table, Value input, bool reuse)
    {
        long steps = Size(table, 1), features = Size(table, 2);
        if (_dispatcher.Rank(Handle(input)) != 3 || Size(input, 1) != steps || Size(input, 2) != features)
            throw Mismatch(layer, Invariant($"[N, {steps}, {features}]"), input);
        try
        {
            if (!reuse || !_slots.MayWrite(input)) return Own(_aten.Add(Handle(input), Handle(table)));
            _aten.AddInPlace(Handle(input), Handle(table));
            return Share(input);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
