namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// What attention to another sequence begins with: queries [N, T, C] of the one and keys and values, [N, S, 2C], of the other, by the rows of
    /// one weight, [3C, C].
    /// </summary>
    public (Value Queries, Value Memory) CrossProjection(LinearParameters layer, Value input, Value memory)
    {
        Check(layer);
        long features = layer.Weight.Sizes[1];
        try
        {
            return (ProjectRows(layer, input, 0, features), ProjectRows(layer, memory, features, 3 * features));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradients of <see cref="CrossProjection"/>, given those of queries and of keys and values; the sequences' are none when not asked for.</summary>
    public (Value Input, Value Memory, Value Weight, Value Bias) CrossProjectionBackward(
        LinearParameters layer, Value queries, Value keysAndValues, Value input, Value memory, bool inputGradient = true, bool memoryGradient = true)
    {
        Check(layer);
        long features = layer.Weight.Sizes[1];
        try
        {
            var (dWeight, dBias) = (Empty(3 * features, features), Empty(3 * features));
            var dInput = ProjectRowsBackward(layer, queries, input, 0, features, dWeight, dBias, inputGradient);
            var dMemory = ProjectRowsBackward(layer, keysAndValues, memory, features, 3 * features, dWeight, dBias, memoryGradient);
            return (dInput, dMemory, dWeight, dBias);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private Value ProjectRows(LinearParameters layer, Value input, long from, long to)
    {
        var (weight, bias) = (RowsOf(layer.Weight, from, to), RowsOf(layer.Bias!, from, to));
        var result = Own(_aten.Linear(Handle(input), Handle(weight), Handle(bias)));
        Release(weight, bias);
        return result;
    }

    private Value ProjectRowsBackward(
        LinearParameters layer, Value gradient, Value input, long from, long to, Value dWeight, Value dBias, bool inputGradient)
    {
        var (rows, dRows) = (Rows(input), Rows(gradient));
        var (dW, dB) = (RowsOf(dWeight, from, to), RowsOf(dBias, from, to));
        var transposed = Own(_aten.T(Handle(dRows)));
        _aten.MmOut(Handle(transposed), Handle(rows), Handle(dW));
        var sum = Own(_aten.Sum(Handle(dRows), OverBatch));
        _aten.CopyInPlace(Handle(dB), Handle(sum));
        Release(transposed, sum);
        Value dInput = default;
        if (inputGradient)
        {
            var weight = RowsOf(layer.Weight, from, to);
            dInput = As(Own(_aten.Mm(Handle(dRows), Handle(weight))), input);
            Release(weight);
        }

        Release(rows, dRows, dW, dB);
        return dInput;
    }

    /// <summary>Some of the first axis, a view.</summary>
    private Value RowsOf(Value value, long from, long to) => Own(_aten.Slice(Handle(value), 0, from, to));
}
