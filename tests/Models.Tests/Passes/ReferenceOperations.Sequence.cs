using ModelDsl.Ops;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Passes;

// Operations on sequences.
internal sealed partial class ReferenceOperations
{
    private nint? Sequence(Op op, nint[] inputs) => op switch
    {
        Embedding => keep(_aten.Embedding(inputs[1], inputs[0])),
        TimeStep t => keep(_aten.Select(inputs[0], 1, t.IsLast ? -1 : 0)),
        Reverse => keep(_aten.Flip(inputs[0], [1])),
        Transpose => keep(_aten.Transpose(inputs[0], 1, 2)),
        Attention a => Attend(a, inputs),
        CrossProjection => Project(inputs, inputs[0], 0, 1),
        Position => keep(_aten.Add(inputs[0], inputs[1])),
        Positional => keep(_aten.Add(inputs[0], Waves(inputs[0]))),
        ClassToken => keep(_aten.Cat([keep(_aten.Expand(inputs[1], [Sizes(inputs[0])[0], 1, Sizes(inputs[0])[2]])), inputs[0]], 1)),
        Recurrent r => Recur(r, inputs[0], inputs[1..]),
        _ => null,
    };

    /// <summary>The second value of an operation that gives two.</summary>
    public nint RunSecond(CrossProjection _, nint[] inputs) => Project(inputs, inputs[1], 1, 3);

    /// <summary>By some of the three parts of attention's weight: x, memory, w, b.</summary>
    private nint Project(nint[] inputs, nint x, int from, int to)
    {
        var features = Sizes(inputs[2])[1];
        nint Rows(nint tensor) => keep(_aten.Slice(tensor, 0, from * features, to * features));
        return keep(_aten.Linear(x, Rows(inputs[2]), Rows(inputs[3])));
    }

    /// <summary>Head by head, as the paper writes it: softmax(Q K' / sqrt(d)) V, side by side; dropout's mask is of all heads at once.</summary>
    private nint Attend(Attention op, nint[] inputs)
    {
        var features = op.IsCross ? Sizes(inputs[0])[2] : Sizes(inputs[0])[2] / 3;
        var (memory, first) = op.IsCross ? (inputs[1], 0) : (inputs[0], 1);
        var width = features / op.Heads;
        nint Of(nint all, int part, int head) => keep(_aten.Slice(all, 2, part * features + head * width, part * features + (head + 1) * width));
        var weights = new nint[op.Heads];
        for (var head = 0; head < op.Heads; head++)
        {
            var scores = keep(_aten.Bmm(Of(inputs[0], 0, head), keep(_aten.Transpose(Of(memory, first, head), 1, 2))));
            scores = keep(_aten.MulScalar(scores, 1 / Math.Sqrt(width)));
            if (op.IsCausal) scores = keep(_aten.Add(scores, Later(scores)));
            weights[head] = keep(_aten.Unsqueeze(keep(_aten.Softmax(scores, 2)), 1));
        }

        var all = keep(_aten.Cat(weights, 1));
        if (op.Dropout > 0) all = Drop(op.Dropout, all);
        return keep(_aten.Cat([.. Enumerable.Range(0, op.Heads).Select(h => keep(_aten.Bmm(keep(_aten.Select(all, 1, h)), Of(memory, first + 1, h))))], 2));
    }

    /// <summary>A great negative number where a step would look at a later one.</summary>
    private nint Later(nint scores)
    {
        var sizes = Sizes(scores);
        var numbers = Enumerable.Range(0, (int)(sizes[1] * sizes[2])).Select(i => i % sizes[2] > i / sizes[2] ? -1e30 : 0).ToArray();
        return Typed(numbers, [sizes[1], sizes[2]], scores);
    }

    /// <summary>Sines and cosines of the positions, two by two.</summary>
    private nint Waves(nint x)
    {
        var (steps, features) = ((int)Sizes(x)[1], (int)Sizes(x)[2]);
        var numbers = new double[steps * features];
        for (var position = 0; position < steps; position++)
        {
            for (var i = 0; i < features; i += 2)
            {
                var angle = position * Math.Exp(-Math.Log(10_000) * i / features);
                numbers[position * features + i] = Math.Sin(angle);
                if (i + 1 < features) numbers[position * features + i + 1] = Math.Cos(angle);
            }
        }

        return Typed(numbers, [steps, features], x);
    }

    private nint Typed(double[] numbers, long[] sizes, nint like)
    {
        using var exact = Tensor.From<double>(numbers, sizes);
        return keep(_aten.ToCopy(exact.Handle, dispatcher.ElementType(like), dispatcher.Device(like)));
    }

    /// <summary>libtorch's own layer, from a state of zeros.</summary>
    private nint Recur(Recurrent op, nint x, nint[] weights)
    {
        var state = keep(_aten.Empty([op.Directions, Sizes(x)[0], op.Hidden], dispatcher.ElementType(x), dispatcher.Device(x)));
        _aten.ZeroInPlace(state);
        var both = op.Directions == 2;
        if (op.Cell == Ops.RecurrentCell.Lstm)
        {
            var lstm = _aten.Lstm(x, state, state, weights, 1, true, both);
            keep(lstm.Hidden);
            keep(lstm.Cell);
            return keep(lstm.Output);
        }

        var (output, hidden) = op.Cell == Ops.RecurrentCell.Gru ? _aten.Gru(x, state, weights, 1, true, both) : _aten.RnnTanh(x, state, weights, 1, true, both);
        keep(hidden);
        return keep(output);
    }
}
