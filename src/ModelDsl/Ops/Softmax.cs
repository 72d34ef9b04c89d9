using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>exp(x) over its sum along the axis of an example that the classes lie on.</summary>
public sealed record Softmax(int Axis = 0) : Op
{
    public override string Method => "Softmax";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new SoftmaxBackward(Axis), gradient.OutputGradient(0), gradient.Output(0)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants.Optional("axis", Axis, 0));
}

/// <summary>x less the logarithm of that sum.</summary>
public sealed record LogSoftmax(int Axis = 0) : Op
{
    public override string Method => "LogSoftmax";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.Contribute(0, gradient.Add(new LogSoftmaxBackward(Axis), gradient.OutputGradient(0), gradient.Output(0)));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants.Optional("axis", Axis, 0));
}

/// <summary>Inputs: gradient, y.</summary>
public sealed record SoftmaxBackward(int Axis = 0) : BackwardOp
{
    public override string Method => "SoftmaxBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1] }.Concat(Constants.Optional("axis", Axis, 0));
}

/// <summary>Inputs: gradient, y.</summary>
public sealed record LogSoftmaxBackward(int Axis = 0) : BackwardOp
{
    public override string Method => "LogSoftmaxBackward";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => Same(inputs);

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1] }.Concat(Constants.Optional("axis", Axis, 0));
}
