using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// libtorch's own recurrent layers, which autograd alone can differentiate.
public sealed unsafe partial class Aten
{
    private readonly Operator _lstm = dispatcher.Resolve("aten::lstm", "input");

    /// <summary>
    /// <c>aten::lstm.input(Tensor input, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool
    /// bidirectional, bool batch_first) -&gt; (Tensor, Tensor, Tensor)</c>
    /// </summary>
    /// <remarks>Batch first, without dropout.</remarks>
    public (nint Output, nint Hidden, nint Cell) Lstm(
        nint input, nint hidden, nint cell, ReadOnlySpan<nint> parameters, int layers, bool train, bool bidirectional)
    {
        var states = stackalloc nint[2] { hidden, cell };
        fixed (nint* pParameters = parameters)
        {
            return Three(_lstm,
            [
                Tensor(input), Tensors(states, 2), Tensors(pParameters, parameters.Length), Bool(true), Int(layers), Double(0), Bool(train),
                Bool(bidirectional), Bool(true),
            ]);
        }
    }

    private readonly Operator _gru = dispatcher.Resolve("aten::gru", "input");

    /// <summary>
    /// <c>aten::gru.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool
    /// bidirectional, bool batch_first) -&gt; (Tensor, Tensor)</c>
    /// </summary>
    /// <remarks>Batch first, without dropout.</remarks>
    public (nint Output, nint Hidden) Gru(
        nint input, nint hidden, ReadOnlySpan<nint> parameters, int layers, bool train, bool bidirectional) =>
        Recurrent(_gru, input, hidden, parameters, layers, train, bidirectional);

    private readonly Operator _rnnTanh = dispatcher.Resolve("aten::rnn_tanh", "input");

    /// <summary>
    /// <c>aten::rnn_tanh.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool
    /// bidirectional, bool batch_first) -&gt; (Tensor, Tensor)</c>
    /// </summary>
    /// <remarks>Batch first, without dropout.</remarks>
    public (nint Output, nint Hidden) RnnTanh(
        nint input, nint hidden, ReadOnlySpan<nint> parameters, int layers, bool train, bool bidirectional) =>
        Recurrent(_rnnTanh, input, hidden, parameters, layers, train, bidirectional);

    private (nint Output, nint Hidden) Recurrent(
        Operator operation, nint input, nint hidden, ReadOnlySpan<nint> parameters, int layers, bool train, bool bidirectional)
    {
        fixed (nint* pParameters = parameters)
        {
            return Two(operation,
            [
                Tensor(input), Tensor(hidden), Tensors(pParameters, parameters.Length), Bool(true), Int(layers), Double(0), Bool(train),
                Bool(bidirectional), Bool(true),
            ]);
        }
    }
}
