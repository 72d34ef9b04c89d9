using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// The shim's loops over time, of float32: where Dispatcher.Block is not 0. Time is the first axis, [T, N, length].
public sealed unsafe partial class Aten
{
    private readonly Operator _lstmInPlace = dispatcher.Resolve("modeldsl::lstm_");

    /// <summary><c>modeldsl::lstm_(Tensor(a!) gates, Tensor(b!) cells, Tensor(c!) output, Tensor weight, bool reverse) -&gt; ()</c></summary>
    public void LstmInPlace(nint gates, nint cells, nint output, nint weight, bool reverse) =>
        Call(_lstmInPlace, [Tensor(gates), Tensor(cells), Tensor(output), Tensor(weight), Bool(reverse)]);

    private readonly Operator _lstmBackward = dispatcher.Resolve("modeldsl::lstm_backward");

    /// <summary><c>modeldsl::lstm_backward(Tensor gradient, Tensor gates, Tensor cells, Tensor weight, bool reverse) -&gt; Tensor</c></summary>
    public nint LstmBackward(nint gradient, nint gates, nint cells, nint weight, bool reverse) =>
        One(_lstmBackward, [Tensor(gradient), Tensor(gates), Tensor(cells), Tensor(weight), Bool(reverse)]);

    private readonly Operator _gruInPlace = dispatcher.Resolve("modeldsl::gru_");

    /// <summary><c>modeldsl::gru_(Tensor(a!) gates, Tensor(b!) kept, Tensor(c!) output, Tensor weight, Tensor bias, bool reverse) -&gt; ()</c></summary>
    public void GruInPlace(nint gates, nint kept, nint output, nint weight, nint bias, bool reverse) =>
        Call(_gruInPlace, [Tensor(gates), Tensor(kept), Tensor(output), Tensor(weight), Tensor(bias), Bool(reverse)]);

    private readonly Operator _gruBackward = dispatcher.Resolve("modeldsl::gru_backward");

    /// <summary>
    /// <c>modeldsl::gru_backward(Tensor gradient, Tensor gates, Tensor kept, Tensor output, Tensor weight, bool reverse) -&gt; (Tensor sums, Tensor recalled)</c>
    /// </summary>
    public (nint Sums, nint Recalled) GruBackward(nint gradient, nint gates, nint kept, nint output, nint weight, bool reverse) =>
        Two(_gruBackward, [Tensor(gradient), Tensor(gates), Tensor(kept), Tensor(output), Tensor(weight), Bool(reverse)]);

    private readonly Operator _rnnInPlace = dispatcher.Resolve("modeldsl::rnn_");

    /// <summary><c>modeldsl::rnn_(Tensor(a!) output, Tensor weight, bool reverse) -&gt; ()</c></summary>
    public void RnnInPlace(nint output, nint weight, bool reverse) => Call(_rnnInPlace, [Tensor(output), Tensor(weight), Bool(reverse)]);

    private readonly Operator _rnnBackward = dispatcher.Resolve("modeldsl::rnn_backward");

    /// <summary><c>modeldsl::rnn_backward(Tensor gradient, Tensor output, Tensor weight, bool reverse) -&gt; Tensor</c></summary>
    public nint RnnBackward(nint gradient, nint output, nint weight, bool reverse) =>
        One(_rnnBackward, [Tensor(gradient), Tensor(output), Tensor(weight), Bool(reverse)]);
}
