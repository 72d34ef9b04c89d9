using static ModelDsl.Runtime.Interop.Argument;

namespace ModelDsl.Runtime.Interop;

// Losses.
public sealed unsafe partial class Aten
{
    private readonly Operator _nllLossForward = dispatcher.Resolve("aten::nll_loss_forward");

    /// <summary>
    /// <c>aten::nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index) -&gt; (Tensor output,
    /// Tensor total_weight)</c>
    /// </summary>
    public (nint Output, nint TotalWeight) NllLossForward(nint self, nint target, nint weight, Reduction reduction, long ignoreIndex) =>
        Two(_nllLossForward, [Tensor(self), Tensor(target), Tensor(weight), Int((long)reduction), Int(ignoreIndex)]);

    private readonly Operator _nllLossBackward = dispatcher.Resolve("aten::nll_loss_backward");

    /// <summary>
    /// <c>aten::nll_loss_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index,
    /// Tensor total_weight) -&gt; Tensor</c>
    /// </summary>
    public nint NllLossBackward(
        nint gradOutput, nint self, nint target, nint weight, Reduction reduction, long ignoreIndex, nint totalWeight) =>
        One(_nllLossBackward,
        [
            Tensor(gradOutput), Tensor(self), Tensor(target), Tensor(weight), Int((long)reduction), Int(ignoreIndex),
            Tensor(totalWeight),
        ]);

    private readonly Operator _binaryCrossEntropyWithLogits = dispatcher.Resolve("aten::binary_cross_entropy_with_logits");

    /// <summary>
    /// <c>aten::binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int
    /// reduction=Mean) -&gt; Tensor</c>
    /// </summary>
    public nint BinaryCrossEntropyWithLogits(nint self, nint target, nint weight, nint posWeight, Reduction reduction) =>
        One(_binaryCrossEntropyWithLogits, [Tensor(self), Tensor(target), Tensor(weight), Tensor(posWeight), Int((long)reduction)]);

    private readonly Operator _mseLoss = dispatcher.Resolve("aten::mse_loss");

    /// <summary><c>aten::mse_loss(Tensor self, Tensor target, int reduction=Mean) -&gt; Tensor</c></summary>
    public nint MseLoss(nint self, nint target, Reduction reduction) =>
        One(_mseLoss, [Tensor(self), Tensor(target), Int((long)reduction)]);

    private readonly Operator _mseLossBackward = dispatcher.Resolve("aten::mse_loss_backward");

    /// <summary><c>aten::mse_loss_backward(Tensor grad_output, Tensor self, Tensor target, int reduction) -&gt; Tensor</c></summary>
    public nint MseLossBackward(nint gradOutput, nint self, nint target, Reduction reduction) =>
        One(_mseLossBackward, [Tensor(gradOutput), Tensor(self), Tensor(target), Int((long)reduction)]);

    private readonly Operator _l1Loss = dispatcher.Resolve("aten::l1_loss");

    /// <summary><c>aten::l1_loss(Tensor self, Tensor target, int reduction=Mean) -&gt; Tensor</c></summary>
    public nint L1Loss(nint self, nint target, Reduction reduction) =>
        One(_l1Loss, [Tensor(self), Tensor(target), Int((long)reduction)]);

    private readonly Operator _huberLoss = dispatcher.Resolve("aten::huber_loss");

    /// <summary><c>aten::huber_loss(Tensor self, Tensor target, int reduction=Mean, float delta=1.0) -&gt; Tensor</c></summary>
    public nint HuberLoss(nint self, nint target, Reduction reduction, double delta) =>
        One(_huberLoss, [Tensor(self), Tensor(target), Int((long)reduction), Double(delta)]);

    private readonly Operator _nllLoss2dForward = dispatcher.Resolve("aten::nll_loss2d_forward");

    /// <summary>
    /// <c>aten::nll_loss2d_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index) -&gt; (Tensor output,
    /// Tensor total_weight)</c>
    /// </summary>
    public (nint Output, nint TotalWeight) NllLoss2dForward(nint self, nint target, nint weight, Reduction reduction, long ignoreIndex) =>
        Two(_nllLoss2dForward, [Tensor(self), Tensor(target), Tensor(weight), Int((long)reduction), Int(ignoreIndex)]);

    private readonly Operator _nllLoss2dBackward = dispatcher.Resolve("aten::nll_loss2d_backward");

    /// <summary>
    /// <c>aten::nll_loss2d_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index,
    /// Tensor total_weight) -&gt; Tensor</c>
    /// </summary>
    public nint NllLoss2dBackward(
        nint gradOutput, nint self, nint target, nint weight, Reduction reduction, long ignoreIndex, nint totalWeight) =>
        One(_nllLoss2dBackward,
        [
            Tensor(gradOutput), Tensor(self), Tensor(target), Tensor(weight), Int((long)reduction), Int(ignoreIndex),
            Tensor(totalWeight),
        ]);
}
