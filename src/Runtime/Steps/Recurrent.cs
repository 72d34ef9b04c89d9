using static System.FormattableString;

namespace ModelDsl.Runtime;

// Recurrent layers. One large product makes what the inputs of all steps add to the sums; a loop over time (Recurrence/*.cs) adds what the
// step before adds, or where feature maps would lie in blocks the shim's loop. Inside, time is the first axis: what belongs to one step lies together. Outside, the batch is.
public sealed partial class Step
{
    /// <summary>
    /// Long short-term memory (Hochreiter &amp; Schmidhuber 1997, with forget gates): [N, T, in] to [N, T, directions · hidden].
    /// Also gives the gates and the cells of each step, for <see cref="LstmBackward"/>.
    /// </summary>
    /// <param name="layer">The stack's parameters.</param>
    /// <param name="input">[N, T, in]</param>
    /// <param name="level">Which layer of the stack.</param>
    public (Value Output, Value Gates, Value Cells) Lstm(RecurrentParameters layer, Value input, int level = 0) =>
        Recur(layer, LstmCell.Instance, input, level);

    /// <summary>
    /// Gated recurrent units (Cho et al. 2014): as <see cref="Lstm"/>; also gives the gates of each step and what of the candidate the reset
    /// gate scales.
    /// </summary>
    public (Value Output, Value Gates, Value Hidden) Gru(RecurrentParameters layer, Value input, int level = 0) =>
        Recur(layer, GruCell.Instance, input, level);

    /// <summary>A plain recurrent layer (Elman 1990), h = tanh(W x + b + V h' + c): as <see cref="Lstm"/>.</summary>
    public Value Rnn(RecurrentParameters layer, Value input, int level = 0) => Recur(layer, RnnCell.Instance, input, level).Output;

    private (Value Output, Value Gates, Value States) Recur(RecurrentParameters layer, RecurrentCell cell, Value input, int level)
    {
        CheckSequence(layer, input, level);
        try
        {
            long examples = Size(input, 0), steps = Size(input, 1), hidden = layer.Hidden;
            var rows = RowsByTime(input);
            var output = Empty(steps, examples, layer.Directions * hidden);
            var gates = cell.KeepsGates ? Empty(layer.Directions, steps, examples, layer.Gates * hidden) : default;
            var states = cell.KeepsStates ? Empty(layer.Directions, steps, examples, hidden) : default;
            for (int direction = 0; direction < layer.Directions; direction++)
            {
                var weights = layer[level, direction == 1];
                var y = Columns(output, direction * hidden, hidden);
                var sums = gates.IsNone ? Share(y) : At(gates, direction);
                var kept = states.IsNone ? default : At(states, direction);
                Project(cell, weights, rows, sums);
                var pass = new Recurrence(weights, sums, kept, y, steps, hidden, direction == 1);
                if (Blocks) cell.RunFused(this, pass);
                else cell.Run(this, pass);
                Release(y, sums, kept);
            }

            var byExample = Own(_aten.Transpose(Handle(output), 0, 1));
            Release(rows, output);
            return (byExample, gates, states);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>What the inputs of all steps add to the sums: x W' + b.</summary>
    private void Project(RecurrentCell cell, RecurrentWeights weights, Value rows, Value sums)
    {
        var bias = cell.AddsBothBiases ? Own(_aten.Add(weights.BiasIh.Handle, weights.BiasHh.Handle)) : default;
        var transposed = Own(_aten.T(weights.WeightIh.Handle));
        var flat = Flat(sums);
        _aten.AddmmOut(bias.IsNone ? weights.BiasIh.Handle : Handle(bias), Handle(rows), Handle(transposed), Handle(flat));
        Release(bias, transposed, flat);
    }

    /// <summary>[N, T, in] to [T · N, in], step after step.</summary>
    private Value RowsByTime(Value sequences)
    {
        var byTime = Own(_aten.Transpose(Handle(sequences), 0, 1));
        var dense = Own(_aten.Contiguous(Handle(byTime)));
        var rows = Flat(dense);
        Release(byTime, dense);
        return rows;
    }

    /// <summary>[T, N, C] as [T · N, C]: a view where the memory allows it, as that of everything here does.</summary>
    private Value Flat(Value value) => Own(_aten.Reshape(Handle(value), [Size(value, 0) * Size(value, 1), Size(value, 2)]));

    private Value Empty(params ReadOnlySpan<long> sizes) => Own(_aten.Empty(sizes, Network.ElementType, Network.Device));

    /// <summary>One element of the first axis, a view.</summary>
    internal Value At(Value value, long index) => Own(_aten.Select(Handle(value), 0, index));

    /// <summary>Some of the last axis, a view.</summary>
    internal Value Columns(Value value, long first, long count) => Own(_aten.Slice(Handle(value), -1, first, first + count));

    /// <summary>A new tensor of the same sizes, row-major whatever the other is.</summary>
    internal Value DenseLike(Value value) => Empty(Size(value, 0), Size(value, 1), Size(value, 2));

    internal long Examples(Value value) => Size(value, 0);

    private void CheckSequence(RecurrentParameters layer, Value input, int level)
    {
        Check(layer);
        if ((uint)level >= (uint)layer.Layers)
            throw new LayerException(Network, layer.Name, Invariant($"there is no layer {level}, only {layer.Layers}."));
        long features = layer[level].WeightIh.Sizes[1];
        if (_dispatcher.Rank(Handle(input)) != 3 || Size(input, 2) != features || Size(input, 1) < 1)
            throw Mismatch(layer.Name, Invariant($"[N, T, {features}]"), input);
    }
}
