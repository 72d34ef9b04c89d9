namespace ModelDsl.Ops;

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
