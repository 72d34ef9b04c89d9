using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>A model's loss at the end of a forward graph.</summary>
/// <param name="Total">The loss as a number.</param>
/// <param name="Terms">The nodes that it is made of, each of which begins a backward pass.</param>
/// <param name="Targets">What comes from outside: labels, wanted outputs.</param>
internal sealed record ModelLoss(Value Total, IReadOnlyList<Node> Terms, IReadOnlyList<Value> Targets)
{
    /// <summary>Appends the loss, on the scores where it is fused with softmax or sigmoid, and the argument for what the output should have been.</summary>
    public static ModelLoss Append(BoundModel model, LoweredBody lowered)
    {
        var (op, scores, type) = model.Loss switch
        {
            LossKind.CrossEntropy => ((LossOp)new SoftmaxCrossEntropy(), LogitsOf(lowered.Output), new TensorType(Element.Label, Shape.Scalar, PerExample: true)),
            LossKind.BinaryCrossEntropy => (new SigmoidBinaryCrossEntropy(), LogitsOf(lowered.Output), lowered.Output.Type),
            _ => (new MeanSquaredError(), lowered.Output, lowered.Output.Type),
        };
        var target = lowered.Graph.Add(new Argument("target", type), origin: null, []).Outputs[0];
        target.Name = "targets";
        var loss = lowered.Graph.Add(op, model.OutputNode, [scores, target]);
        loss.Outputs[0].Name = "loss";
        loss.Outputs[1].Name = Naming.GradientOf(scores);
        return new ModelLoss(loss.Outputs[0], [loss], [target]);
    }

    /// <summary>What softmax or sigmoid was applied to, or the output itself.</summary>
    public static Value LogitsOf(Value output) =>
        output.Producer.Op is Softmax or Activate { Function.Name: "sigmoid" } ? output.Producer.Inputs[0] : output;
}
