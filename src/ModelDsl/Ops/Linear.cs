using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>A backward operation that can first take its output gradient back through an activation; the output is then its last input.</summary>
public interface IActivationGradientHost
{
    ActivationFunction? Activation { get; }

    Op With(ActivationFunction activation);
}

/// <summary>y = activation(x w' + b): x [N, I], w [O, I], b [O] or none; of a sequence x [N, T, I] every step.</summary>
public sealed record Linear(int Width, ActivationFunction? Activation = null) : Op, IActivationHost
{
    public override string Method => "Linear";

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Batch(inputs[0].Shape.IsSequence ? Shape.Of(inputs[0].Shape.Steps, Width) : Shape.Of(Width))];

    public override void Differentiate(GradientBuilder gradient) =>
        gradient.ContributeAll(gradient.AddNode(new LinearBackward(), [gradient.OutputGradient(0), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants.Optional(Activation));
}

/// <summary>The gradients of input, weight and bias. Inputs as those of <see cref="ConvolutionBackward"/>.</summary>
public sealed record LinearBackward(ActivationFunction? Activation = null) : BackwardOp, IActivationGradientHost
{
    public override string Method => "LinearBackward";

    /// <summary>The gradient is taken through the activation in its own place.</summary>
    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    private static readonly string[] Names = ["Input", "Weight", "Bias"];

    public override string[] OutputNames => Names;

    public Op With(ActivationFunction activation) => this with { Activation = activation };

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => GradientTypes(inputs, Activation);

    public override IEnumerable<string> Arguments(OpCall call) =>
        Operands(call, Activation).Concat(Constants.Optional(Activation)).Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true))
            .Concat(Constants.Optional("packed", OnlyLearns(call.Node)))
            .Concat(Constants.Optional("reuse", call.Reuse));

    /// <summary>The weight's gradient goes to where it is learned and nowhere else: it may lie as the weight does.</summary>
    internal static bool OnlyLearns(Node node) => node.Outputs[1].Users.All(user => user.Op is GradientEffect);

    /// <summary>One gradient for each of x, w and b, with its type.</summary>
    internal static IReadOnlyList<TensorType> GradientTypes(IReadOnlyList<TensorType> inputs, ActivationFunction? activation) =>
        inputs.Skip(1).Take(inputs.Count - (activation is null ? 1 : 2)).ToArray();

    /// <summary>The gradient and x; the layer argument brings w and b; the output where an activation needs it.</summary>
    internal static IEnumerable<string> Operands(OpCall call, ActivationFunction? activation)
    {
        yield return call[0];
        yield return call[1];
        if (activation is not null) yield return call[call.InputCount - 1];
    }
}

/// <summary>
/// The gradient of the input, and on the way the updates of weight and bias, so that the weight's gradient need never be whole. Inputs as those of
/// <see cref="LinearBackward"/>.
/// </summary>
/// <param name="Activation">The output's gradient is first taken back through it.</param>
/// <param name="Penalties">What the loss counts of the weight.</param>
/// <param name="WeightBytes">What the weight takes.</param>
public sealed record LinearBackwardUpdate(ActivationFunction? Activation, WeightPenalties Penalties, long WeightBytes) : BackwardOp
{
    // The runtime's kernels make the gradient of fewer products whole (linear.cpp): for one example at least, so many weights.
    private const long FewProducts = 16 << 20;

    private static readonly string[] Names = ["Input"];

    public override string Method => "LinearBackwardUpdate";

    public override bool IsEffect => true;

    public override InputReuse Reuse => Activation is null ? InputReuse.None : InputReuse.AsScratch;

    public override string[] OutputNames => Names;

    public override IEnumerable<Peak> Inner => WeightBytes <= sizeof(float) * FewProducts ? [new Peak(0, WeightBytes)] : [];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [inputs[1]];

    public override IEnumerable<string> Arguments(OpCall call) =>
        LinearBackward.Operands(call, Activation).Concat(Constants.Optional(Activation)).Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true))
            .Concat(Constants.Optional("reuse", call.Reuse)).Concat(Penalties.Arguments());

    public override string Emit(OpCall call) => $"step.{Method}({string.Join(", ", new[] { "optimizer", call.Layer }.Concat(Arguments(call)))})";
}
