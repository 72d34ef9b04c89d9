using ModelDsl.Binding;
using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>The methods of a generated class, each as a plan, from the layers of its model.</summary>
public sealed class Passes
{
    private Passes(BoundModel model)
    {
        (TrainingGraph, TrainStep) = PlanTraining(model);
        Predict = PlanInference(model, (l, _) => [l.Output]);
        Logits = model.EndsInSoftmax || model.EndsInSigmoid ? PlanInference(model, (l, _) => [LogitsOf(l.Output)]) : null;
        Evaluate = PlanInference(model, (l, loss) => [loss(), l.Output]);
        (Forward, Backward, Saved) = PlanComposable(model);
    }

    /// <summary>The joint graph of <see cref="TrainStep"/>: forward, loss, backward, updates.</summary>
    public Graph TrainingGraph { get; }

    public Plan TrainStep { get; }

    public Plan Predict { get; }

    /// <summary>The scores before softmax or sigmoid; null where the model ends in neither.</summary>
    public Plan? Logits { get; }

    /// <summary>Loss and output in inference mode.</summary>
    public Plan Evaluate { get; }

    /// <summary>The forward pass of training, its results the output and then <see cref="Saved"/>.</summary>
    public Plan Forward { get; }

    /// <summary>The backward pass that goes with it, its arguments the output's gradient and <see cref="Saved"/>.</summary>
    public Plan Backward { get; }

    /// <summary>What Backward needs of Forward.</summary>
    public IReadOnlyList<Value> Saved { get; }

    public static Passes Of(BoundModel model) => new(model);

    private static (Graph, Plan) PlanTraining(BoundModel model)
    {
        var lowered = Lowering.Lower(model, training: true);
        var graph = lowered.Graph;
        var (loss, target) = AddLoss(model, lowered);
        graph.Results.Add(loss.Outputs[0]);
        graph.RemoveDeadCode();
        var gradients = Backpropagation.Append(graph, seed: null, loss, lowered.Parameters);
        AddEffects(graph, lowered, gradients, leaf => new UpdateParameter(leaf));
        Fusion.Apply(graph);
        graph.RemoveDeadCode();
        return (graph, Planner.Make(graph.Nodes, [lowered.Input, target], [], graph.Results));
    }

    private static Plan PlanInference(BoundModel model, Func<LoweredModel, Func<Value>, Value[]> results)
    {
        var lowered = Lowering.Lower(model, training: false);
        var arguments = new List<Value> { lowered.Input };
        Value Loss()
        {
            var (loss, target) = AddLoss(model, lowered);
            arguments.Add(target);
            return loss.Outputs[0];
        }

        lowered.Graph.Results.AddRange(results(lowered, Loss));
        Fusion.Apply(lowered.Graph);
        lowered.Graph.RemoveDeadCode();
        return Planner.Make(lowered.Graph.Nodes, arguments, [], lowered.Graph.Results);
    }

    private static (Plan Forward, Plan Backward, IReadOnlyList<Value> Saved) PlanComposable(BoundModel model)
    {
        var lowered = Lowering.Lower(model, training: true);
        var graph = lowered.Graph;
        var gradient = graph.Add(new Argument("gradient", lowered.Output.Type), origin: null, []).Outputs[0];
        gradient.Name = "dOutput";
        var gradients = Backpropagation.Append(graph, (lowered.Output, gradient), loss: null, [lowered.Input, .. lowered.Parameters]);
        graph.Results.AddRange([lowered.Output, gradients[lowered.Input]]);
        AddEffects(graph, lowered, gradients, leaf => new AccumulateGradient(leaf));
        Fusion.Apply(graph);
        graph.RemoveDeadCode();

        var (output, inputGradient) = (graph.Results[0], graph.Results[1]);
        var behindGradient = UsersOf(graph, gradient.Producer);
        var forwardNodes = graph.Nodes.Where(n => !behindGradient.Contains(n)).ToArray();
        var backwardNodes = graph.Nodes.Where(behindGradient.Contains).ToArray();
        var made = forwardNodes.Where(n => n.Op is not ParameterLeaf).SelectMany(n => n.Outputs).ToArray();
        var read = new HashSet<Value>(backwardNodes.SelectMany(n => n.Inputs));
        var saved = made.Where(read.Contains).ToArray();
        return (
            Planner.Make(forwardNodes, [lowered.Input], [], [output, .. saved]),
            Planner.Make(backwardNodes, [gradient, .. saved], saved, [inputGradient]),
            saved);
    }

    /// <summary>A node and all that depend on it: the gradient's are the backward pass.</summary>
    private static HashSet<Node> UsersOf(Graph graph, Node source)
    {
        var users = new HashSet<Node> { source };
        foreach (var node in graph.Nodes)
        {
            if (node.Inputs.Any(v => users.Contains(v.Producer))) users.Add(node);
        }

        return users;
    }

    private static void AddEffects(Graph graph, LoweredModel lowered, IReadOnlyDictionary<Value, Value> gradients, Func<ParameterLeaf, GradientEffect> effect)
    {
        foreach (var parameter in lowered.Parameters.Where(gradients.ContainsKey))
        {
            graph.Add(effect((ParameterLeaf)parameter.Producer.Op), parameter.Producer.Origin, [gradients[parameter]]);
        }
    }

    /// <summary>Appends the loss, on the scores where it is fused with softmax or sigmoid, and the argument for what the output should have been.</summary>
    private static (Node Loss, Value Target) AddLoss(BoundModel model, LoweredModel lowered)
    {
        var (op, scores, type) = model.Loss switch
        {
            LossKind.CrossEntropy => ((LossOp)new SoftmaxCrossEntropy(), LogitsOf(lowered.Output), new TensorType(Element.Label, Shape.Scalar, PerExample: true)),
            LossKind.BinaryCrossEntropy => (new SigmoidBinaryCrossEntropy(), LogitsOf(lowered.Output), lowered.Output.Type),
            _ => (new MeanSquaredError(), lowered.Output, lowered.Output.Type),
        };
        var target = lowered.Graph.Add(new Argument("target", type), origin: null, []).Outputs[0];
        target.Name = "targets";
        var loss = lowered.Graph.Add(op, model.OutputLayer, [scores, target]);
        loss.Outputs[0].Name = "loss";
        loss.Outputs[1].Name = Naming.GradientOf(scores);
        return (loss, target);
    }

    /// <summary>What softmax or sigmoid was applied to, or the output itself.</summary>
    private static Value LogitsOf(Value output) =>
        output.Producer.Op is Softmax or Activate { Function.Name: "sigmoid" } ? output.Producer.Inputs[0] : output;
}
