using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>How strongly a loss penalises all weights: l1 times the sum of |w|, l2 times the sum of w².</summary>
public sealed record WeightPenalties(double L1 = 0, double L2 = 0)
{
    public static WeightPenalties None { get; } = new();

    internal IEnumerable<string> Arguments() => Constants.Optional("l1", L1, 0).Concat(Constants.Optional("l2", L2, 0));
}

/// <summary>
/// The penalties on all weights of the network, those in blocks among them, as a number. Their gradients come in with the updates: a weight inside a
/// block is nothing that the model's own graph could differentiate.
/// </summary>
public sealed record WeightPenalty(WeightPenalties Penalties) : Op
{
    public override string Method => "WeightPenalty";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Shared(Shape.Scalar)];

    public override void Differentiate(GradientBuilder gradient)
    {
    }

    public override IEnumerable<string> Arguments(OpCall call) => Penalties.Arguments();
}

/// <summary>|x| summed: over a weight, or over an example and then the mean over the batch.</summary>
public sealed record L1Penalty : LossOp
{
    public override string Method => "L1Penalty";
}

/// <summary>x² summed, likewise.</summary>
public sealed record L2Penalty : LossOp
{
    public override string Method => "L2Penalty";
}

/// <summary>
/// Rifai et al. 2011: the squared Frobenius norm of the Jacobian of code = sigmoid(W x + b), the sum over j of (h_j (1 - h_j))² times the sum over i
/// of W_ji²; mean over the batch. Inputs: the code and the weight of the layer that made it.
/// </summary>
public sealed record ContractivePenalty : LossOp
{
    private static readonly string[] Names = ["Loss", "Gradient", "Weight"];

    public override string Method => "ContractivePenalty";

    public override string[] OutputNames => Names;

    // The layer argument brings the weight.
    protected override IEnumerable<string> Operands(OpCall call) => [call[0]];
}
