using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.Tests.Gradients;

internal static partial class GradientCases
{
    private static IEnumerable<GradientCase> Embeddings() =>
    [
        Embedding("of tokens that repeat", [2, 4], [0, 6, 3, 3, 3, 1, 0, 6]),
        Embedding("of one token", [1, 1], [5]),
    ];

    private static IEnumerable<GradientCase> TimeSteps() =>
    [
        OverTime("last step", p => p.Step.Last("last", p.X), (p, dy) => p.Step.LastBackward("last", dy, 4), t => t.Aten.Select(t.X, 1, 3)),
        OverTime("first step", p => p.Step.First("first", p.X), (p, dy) => p.Step.FirstBackward("first", dy, 4), t => t.Aten.Select(t.X, 1, 0)),
        OverTime("reverse", p => p.Step.Reverse("reverse", p.X), (p, dy) => p.Step.Reverse("reverse", dy), t => t.Aten.Flip(t.X, [1])),
        OverTime(
            "transpose", p => p.Step.Transpose("transpose", p.X), (p, dy) => p.Step.Transpose("transpose", dy), t => t.Aten.Transpose(t.X, 1, 2)),
    ];

    private static GradientCase OverTime(string name, Func<Pass, Value> forward, Func<Pass, Value, Value> backward, Func<Tape, nint> reference) => new()
    {
        Name = name,
        Inputs = [[3, 4, 5]],
        Forward = p => [forward(p)],
        Backward = (p, dy) => [backward(p, dy)],
        Reference = t => t[reference(t)],
    };

    private static IEnumerable<GradientCase> Recurrent() =>
    [
        .. Recurrent("", [3, 5, 4], 6),
        .. Recurrent("of one step", [3, 1, 4], 2),
        .. Recurrent("of one example", [1, 4, 3], 2),
        .. Recurrent("of more units than a vector has", [13, 4, 9], 37),
        .. Recurrent("of whole vectors, both ways", [9, 3, 5], 64, bidirectional: true),
        .. Recurrent("both ways", [2, 4, 3], 5, bidirectional: true),
        .. Recurrent("both ways, one step", [2, 1, 3], 2, bidirectional: true),
        .. Recurrent("without the input's gradient", [2, 3, 3], 2, inputGradient: false),
    ];

    /// <summary>The three kinds, against libtorch's own layers.</summary>
    private static IEnumerable<GradientCase> Recurrent(string name, long[] input, int hidden, bool bidirectional = false, bool inputGradient = true)
    {
        int directions = bidirectional ? 2 : 1;
        GradientCase Case(string kind, int gates, Func<Pass, RecurrentParameters, Value[]> forward, Func<Pass, Value, RecurrentParameters, Value[]> backward,
            Func<Tape, nint, nint[], nint> reference) => new()
            {
                Name = $"{kind} {name}",
                Inputs = [input],
                Layer = network => new RecurrentParameters(network, kind, gates, (int)input[2], hidden, 1, bidirectional),
                Forward = p => forward(p, p.Layer<RecurrentParameters>()),
                Backward = (p, dy) => backward(p, dy, p.Layer<RecurrentParameters>()),
                Reference = t => reference(
                    t, t[t.Aten.Empty([directions, input[0], hidden], Dispatcher.Default.ElementType(t.X), Dispatcher.Default.Device(t.X))],
                    [.. Enumerable.Range(0, 4 * directions).Select(t.Parameter)]),
            };

        return
        [
            Case("rnn", 1, (p, l) => [p.Step.Rnn(l, p.X)], (p, dy, l) => bidirectional
                ? List(p.Step.RnnBackwardBothWays(l, dy, p.X, p.Output, 0, inputGradient))
                : List(p.Step.RnnBackward(l, dy, p.X, p.Output, 0, inputGradient)),
                (t, zero, weights) => First(t, t.Aten.RnnTanh(t.X, Zeros(t, zero), weights, 1, true, bidirectional))),
            Case("lstm", 4, (p, l) => List(p.Step.Lstm(l, p.X)), (p, dy, l) => bidirectional
                ? List(p.Step.LstmBackwardBothWays(l, dy, p.X, p.Output, p.Kept[1], p.Kept[2], 0, inputGradient))
                : List(p.Step.LstmBackward(l, dy, p.X, p.Output, p.Kept[1], p.Kept[2], 0, inputGradient)),
                (t, zero, weights) => First(t, t.Aten.Lstm(t.X, Zeros(t, zero), zero, weights, 1, true, bidirectional))),
            Case("gru", 3, (p, l) => List(p.Step.Gru(l, p.X)), (p, dy, l) => bidirectional
                ? List(p.Step.GruBackwardBothWays(l, dy, p.X, p.Output, p.Kept[1], p.Kept[2], 0, inputGradient))
                : List(p.Step.GruBackward(l, dy, p.X, p.Output, p.Kept[1], p.Kept[2], 0, inputGradient)),
                (t, zero, weights) => First(t, t.Aten.Gru(t.X, Zeros(t, zero), weights, 1, true, bidirectional))),
        ];
    }

    private static nint Zeros(Tape tape, nint tensor)
    {
        tape.Aten.ZeroInPlace(tensor);
        return tensor;
    }

    private static nint First(Tape tape, (nint Output, nint Hidden) results)
    {
        _ = tape[results.Hidden];
        return tape[results.Output];
    }

    private static nint First(Tape tape, (nint Output, nint Hidden, nint Cell) results)
    {
        _ = tape[results.Cell];
        return First(tape, (results.Output, results.Hidden));
    }

    private static Value[] List((Value, Value, Value, Value, Value) g) => [g.Item1, g.Item2, g.Item3, g.Item4, g.Item5];

    private static Value[] List((Value, Value, Value, Value, Value, Value, Value, Value, Value) g) =>
        [g.Item1, g.Item2, g.Item3, g.Item4, g.Item5, g.Item6, g.Item7, g.Item8, g.Item9];

    private static GradientCase Embedding(string name, long[] sizes, long[] tokens) => new()
    {
        Name = $"embedding {name}",
        Inputs = [],
        Constant = (_, device) => Tensor.From<long>(tokens, sizes, device),
        Layer = network => new EmbeddingParameters(network, "embed", [7, 3], Initialization.Normal(1)),
        Forward = p => [p.Step.Embedding(p.Layer<EmbeddingParameters>(), p.Constant)],
        Backward = (p, dy) => [p.Step.EmbeddingBackward(p.Layer<EmbeddingParameters>(), dy, p.Constant)],
        Reference = t => t[t.Aten.Reshape(
            t[t.Aten.IndexSelect(t.Weight, 0, t[t.Aten.Reshape(t.Constant, [-1])])], [.. sizes, 3])],
    };
}
