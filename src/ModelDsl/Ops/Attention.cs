using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// Scaled dot-product attention in several heads, softmax(Q K' / sqrt(d)) V, Vaswani et al. 2017. One input: queries, keys and values side by side,
/// [N, T, 3C]. Two: queries [N, T, C] and keys and values [N, S, 2C]. Gives [N, T, C], what it read head by head, the weights, and with dropout
/// their mask.
/// </summary>
public sealed record Attention(int Heads, bool IsCausal, double Dropout, bool IsCross) : Op
{
    public override string Method => (IsCross ? "CrossAttention" : "SelfAttention") + (Dropout > 0 ? "Dropped" : "");

    public override string[] OutputNames =>
        ["", .. IsCross ? new[] { "Queries", "Memory" } : ["Heads"], "Weights", .. Dropout > 0 ? new[] { "Mask" } : []];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var steps = inputs[0].Shape.Steps;
        var features = IsCross ? inputs[0].Shape.Features : inputs[0].Shape.Features / 3;
        var weights = TensorType.Batch(Shape.Of(Heads, steps, inputs[inputs.Count - 1].Shape.Steps));
        return [TensorType.Batch(Shape.Of(steps, features)), .. inputs, weights, .. Dropout > 0 ? new[] { weights } : []];
    }

    public override void Differentiate(GradientBuilder gradient)
    {
        var kept = Enumerable.Range(1, OutputNames.Length - 1).Select(gradient.Output);
        gradient.ContributeAll(gradient.AddNode(new AttentionBackward(IsCross), [gradient.OutputGradient(0), .. kept]));
    }

    public override IEnumerable<string> Arguments(OpCall call)
    {
        var inputs = Enumerable.Range(0, call.InputCount).Select(i => call[i]);
        return inputs.Append($"heads: {Constants.Of(Heads)}").Concat(Constants.Optional("probability", Dropout, 0))
            .Concat(Constants.Optional("causal", IsCausal));
    }
}

/// <summary>The gradients of the inputs. Inputs: gradient, and all that <see cref="Attention"/> gave behind its output.</summary>
public sealed record AttentionBackward(bool IsCross) : BackwardOp
{
    private static readonly string[] Self = ["Projected"];

    private static readonly string[] Both = ["Queries", "Memory"];

    public override string Method => IsCross ? "CrossAttentionBackward" : "SelfAttentionBackward";

    public override string[] OutputNames => IsCross ? Both : Self;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => inputs.Skip(1).Take(OutputNames.Length).ToArray();

    public override IEnumerable<string> Arguments(OpCall call) => Enumerable.Range(0, call.InputCount).Select(i => call[i]);
}

/// <summary>
/// Queries of one sequence, keys and values of another, by the rows of one weight. Inputs: x [N, T, C], memory [N, S, C], w [3C, C], b [3C].
/// </summary>
public sealed record CrossProjection : Op
{
    private static readonly string[] Names = ["Queries", "Memory"];

    public override string Method => "CrossProjection";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [inputs[0], TensorType.Batch(Shape.Of(inputs[1].Shape.Steps, 2 * inputs[1].Shape.Features))];

    public override void Differentiate(GradientBuilder gradient) => gradient.ContributeAll(gradient.AddNode(
        new CrossProjectionBackward(), [gradient.OutputGradient(0), gradient.OutputGradient(1), .. gradient.Inputs]));

    public override IEnumerable<string> Arguments(OpCall call) => [call[0], call[1]];
}

/// <summary>Inputs: the gradients of queries and of keys and values, then those of <see cref="CrossProjection"/>.</summary>
public sealed record CrossProjectionBackward : BackwardOp
{
    private static readonly string[] Names = ["Input", "Memory", "Weight", "Bias"];

    public override string Method => "CrossProjectionBackward";

    public override string[] OutputNames => Names;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => inputs.Skip(2).ToArray();

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0], call[1], call[2], call[3] }
        .Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true)).Concat(Constants.Optional("memoryGradient", call.Uses(1), usual: true));
}
