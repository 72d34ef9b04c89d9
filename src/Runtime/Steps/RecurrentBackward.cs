namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The gradients of <see cref="Lstm"/>'s input and of its weights, given that of its output and what it gave.
    /// The input's is none when not asked for.
    /// </summary>
    public (Value Input, Value WeightIh, Value WeightHh, Value BiasIh, Value BiasHh) LstmBackward(
        RecurrentParameters layer, Value gradient, Value input, Value output, Value gates, Value cells, int level = 0, bool inputGradient = true) =>
        OneWay(RecurBackward(layer, LstmCell.Instance, gradient, input, output, gates, cells, level, inputGradient));

    /// <summary>The same for <see cref="Gru"/>.</summary>
    public (Value Input, Value WeightIh, Value WeightHh, Value BiasIh, Value BiasHh) GruBackward(
        RecurrentParameters layer, Value gradient, Value input, Value output, Value gates, Value hidden, int level = 0, bool inputGradient = true) =>
        OneWay(RecurBackward(layer, GruCell.Instance, gradient, input, output, gates, hidden, level, inputGradient));

    /// <summary>The same for <see cref="Rnn"/>.</summary>
    public (Value Input, Value WeightIh, Value WeightHh, Value BiasIh, Value BiasHh) RnnBackward(
        RecurrentParameters layer, Value gradient, Value input, Value output, int level = 0, bool inputGradient = true) =>
        OneWay(RecurBackward(layer, RnnCell.Instance, gradient, input, output, default, default, level, inputGradient));

    /// <summary><see cref="LstmBackward"/> of a layer that also reads from the end: the weights of that direction come last.</summary>
    public (Value Input, Value WeightIh, Value WeightHh, Value BiasIh, Value BiasHh,
        Value WeightIhReverse, Value WeightHhReverse, Value BiasIhReverse, Value BiasHhReverse) LstmBackwardBothWays(
        RecurrentParameters layer, Value gradient, Value input, Value output, Value gates, Value cells, int level = 0, bool inputGradient = true) =>
        BothWays(RecurBackward(layer, LstmCell.Instance, gradient, input, output, gates, cells, level, inputGradient));

    /// <summary>The same for <see cref="Gru"/>.</summary>
    public (Value Input, Value WeightIh, Value WeightHh, Value BiasIh, Value BiasHh,
        Value WeightIhReverse, Value WeightHhReverse, Value BiasIhReverse, Value BiasHhReverse) GruBackwardBothWays(
        RecurrentParameters layer, Value gradient, Value input, Value output, Value gates, Value hidden, int level = 0, bool inputGradient = true) =>
        BothWays(RecurBackward(layer, GruCell.Instance, gradient, input, output, gates, hidden, level, inputGradient));

    /// <summary>The same for <see cref="Rnn"/>.</summary>
    public (Value Input, Value WeightIh, Value WeightHh, Value BiasIh, Value BiasHh,
        Value WeightIhReverse, Value WeightHhReverse, Value BiasIhReverse, Value BiasHhReverse) RnnBackwardBothWays(
        RecurrentParameters layer, Value gradient, Value input, Value output, int level = 0, bool inputGradient = true) =>
        BothWays(RecurBackward(layer, RnnCell.Instance, gradient, input, output, default, default, level, inputGradient));

    private readonly record struct DirectionGradients(Value WeightIh, Value WeightHh, Value BiasIh, Value BiasHh);

    private static (Value, Value, Value, Value, Value) OneWay((Value Input, DirectionGradients Forth, DirectionGradients) g) =>
        (g.Input, g.Forth.WeightIh, g.Forth.WeightHh, g.Forth.BiasIh, g.Forth.BiasHh);

    private static (Value, Value, Value, Value, Value, Value, Value, Value, Value) BothWays(
        (Value Input, DirectionGradients Forth, DirectionGradients Back) g) =>
        (g.Input, g.Forth.WeightIh, g.Forth.WeightHh, g.Forth.BiasIh, g.Forth.BiasHh,
            g.Back.WeightIh, g.Back.WeightHh, g.Back.BiasIh, g.Back.BiasHh);

    private (Value Input, DirectionGradients Forth, DirectionGradients Back) RecurBackward(
        RecurrentParameters layer, RecurrentCell cell, Value gradient, Value input, Value output, Value gates, Value states, int level,
        bool inputGradient)
    {
        CheckSequence(layer, input, level);
        CheckSameSizes(layer.Name, output, gradient);
        try
        {
            var rows = RowsByTime(input);
            var dy = Own(_aten.Transpose(Handle(gradient), 0, 1));
            var y = Own(_aten.Transpose(Handle(output), 0, 1));
            Value dRows = default;
            DirectionGradients forth = default, back = default;
            for (int direction = 0; direction < layer.Directions; direction++)
            {
                var weights = layer[level, direction == 1];
                var (ySlice, dySlice) = (Columns(y, direction * layer.Hidden, layer.Hidden), Columns(dy, direction * layer.Hidden, layer.Hidden));
                var sums = gates.IsNone ? Share(ySlice) : At(gates, direction);
                var kept = states.IsNone ? default : At(states, direction);
                var pass = new Recurrence(weights, sums, kept, ySlice, Size(y, 0), layer.Hidden, direction == 1);
                var (dSums, dHidden) = Blocks ? cell.RunBackwardFused(this, pass, dySlice) : cell.RunBackward(this, pass, dySlice);
                Release(ySlice, dySlice, sums, kept);
                if (inputGradient) AddInputGradient(ref dRows, dSums, weights);
                var of = WeightGradients(rows, y, dSums, dHidden, direction, layer.Hidden);
                if (direction == 0) forth = of;
                else back = of;
            }

            var dInput = dRows.IsNone ? default : ByExample(dRows, Size(y, 0), Size(y, 1));
            Release(rows, dy, y);
            return (dInput, forth, back);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>dx += dsums W, over all steps at once.</summary>
    private void AddInputGradient(ref Value dRows, Value dSums, RecurrentWeights weights)
    {
        var flat = Flat(dSums);
        if (dRows.IsNone) dRows = Own(_aten.Mm(Handle(flat), weights.WeightIh.Handle));
        else _aten.AddmmInPlace(Handle(dRows), Handle(flat), weights.WeightIh.Handle);
        Release(flat);
    }

    /// <summary>
    /// dW = dsums' x and dV = dsums' h', over all steps at once, h' being the output of the step before; the biases' are sums. Releases what is
    /// given of the sums.
    /// </summary>
    /// <param name="rows">The inputs of all steps.</param>
    /// <param name="y">The outputs, [T, N, directions · hidden].</param>
    /// <param name="dSums">Of what the inputs make, [T, N, gates · hidden].</param>
    /// <param name="dHidden">Of what the step before makes, where that is not the same; else none.</param>
    /// <param name="direction">1 from the end.</param>
    /// <param name="hidden">Units.</param>
    private DirectionGradients WeightGradients(Value rows, Value y, Value dSums, Value dHidden, int direction, long hidden)
    {
        var flat = Flat(dSums);
        var dWeightIh = TransposedProduct(flat, rows);
        var dBiasIh = Own(_aten.Sum(Handle(flat), OverBatch));
        var both = dHidden.IsNone ? dSums : dHidden;
        var flatHidden = Flat(both);
        var dBiasHh = dHidden.IsNone ? Own(_aten.Clone(Handle(dBiasIh))) : Own(_aten.Sum(Handle(flatHidden), OverBatch));
        var dWeightHh = BeforeProduct(both, y, direction, hidden);
        Release(flat, flatHidden, dSums, dHidden);
        return new DirectionGradients(dWeightIh, dWeightHh, dBiasIh, dBiasHh);
    }

    /// <summary>The sum over the steps of dsums' h', where there is a step before.</summary>
    private Value BeforeProduct(Value dSums, Value y, int direction, long hidden)
    {
        long steps = Size(y, 0);
        if (steps == 1)
        {
            var none = Empty(Size(dSums, 2), hidden);
            _aten.ZeroInPlace(Handle(none));
            return none;
        }

        var own = Columns(y, direction * hidden, hidden);
        var before = Own(_aten.Slice(Handle(own), 0, direction, steps - 1 + direction));
        var after = Own(_aten.Slice(Handle(dSums), 0, 1 - direction, steps - direction));
        var (flatBefore, flatAfter) = (Flat(before), Flat(after));
        var product = TransposedProduct(flatAfter, flatBefore);
        Release(own, before, after);
        Release(flatBefore, flatAfter);
        return product;
    }

    private Value TransposedProduct(Value left, Value right)
    {
        var transposed = Own(_aten.T(Handle(left)));
        var product = Own(_aten.Mm(Handle(transposed), Handle(right)));
        Release(transposed);
        return product;
    }

    /// <summary>[T · N, C] to [N, T, C], a view; releases what is given.</summary>
    private Value ByExample(Value rows, long steps, long examples)
    {
        var byTime = Own(_aten.View(Handle(rows), [steps, examples, Size(rows, 1)]));
        var result = Own(_aten.Transpose(Handle(byTime), 0, 1));
        Release(rows, byTime);
        return result;
    }
}
