using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>The mean of each window; padding counts as zeros, or not at all.</summary>
public sealed record AveragePool(PoolWindow Window, Shape OutputShape, bool ExcludePad = false) : Op
{
    public override string Method => "AveragePool";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(OutputShape)];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new AveragePoolBackward(Window, ExcludePad), gradient.OutputGradient(0), gradient.Input(0)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Window.Arguments()).Concat(Constants.Optional("excludePad", ExcludePad));
}

/// <summary>Spreads each window's gradient over it. Inputs: gradient, x (for its size).</summary>
public sealed record AveragePoolBackward(PoolWindow Window, bool ExcludePad) : BackwardOp
{
    public override string Method => "AveragePoolBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1] }.Concat(Window.Arguments()).Concat(Constants.Optional("excludePad", ExcludePad));
}
