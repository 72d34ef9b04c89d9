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
        Recurrent r => Recur(r, inputs[0], inputs[1..]),
        _ => null,
    };

    /// <summary>libtorch's own layer, from a state of zeros.</summary>
    private nint Recur(Recurrent op, nint x, nint[] weights)
    {
        var state = keep(_aten.Empty([op.Directions, Sizes(x)[0], op.Hidden], dispatcher.ElementType(x), Device.Cpu));
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
