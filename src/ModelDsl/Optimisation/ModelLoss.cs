using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>A model's loss at the end of a forward graph.</summary>
/// <param name="Total">The loss as a number.</param>
/// <param name="Terms">The nodes that it is made of, each of which begins a backward pass.</param>
/// <param name="Targets">What comes from outside: labels, wanted outputs.</param>
internal sealed record ModelLoss(Value Total, IReadOnlyList<Node> Terms, IReadOnlyList<Value> Targets)
{
    // The order of the sum is that of BoundModel.LossTerms.
    /// <summary>Appends the loss, on the scores where it is fused with softmax or sigmoid, and the arguments for what the outputs should have been.</summary>
    public static ModelLoss Append(BoundModel model, LoweredBody lowered)
    {
        var graph = lowered.Graph;
        var (terms, targets) = (new List<Node>(), new List<Value>());
        foreach (var loss in model.Losses)
        {
            if (loss.Values.Count == 0) continue;
            var inputs = loss.Values.Select(v => lowered.Values[v]).ToList();
            var operation = loss.Function.Operation(loss.Call);
            while (inputs[0].Producer.Op is Tap) inputs[0] = inputs[0].Producer.Inputs[0];
            if (inputs[0].Producer.Op is LogSoftmax && loss.Function.WithLogSoftmax(loss.Call) is { } joined) (operation, inputs[0]) = (joined, inputs[0].Producer.Inputs[0]);
            else inputs[0] = ScoresOf(graph, inputs[0], loss.Function.Scores);
            if (loss.Target is { } name) inputs.Add(Target(graph, targets, name, loss.TargetType));
            if (loss.Function.Weights == WeightUse.WeightOfValue) inputs.Add(WeightOf(inputs[0]));
            terms.Add(Term(graph, loss, operation, inputs));
        }

        var numbers = terms.Select(t => t.Outputs[0]).ToList();
        if (model.PenalisesWeights)
        {
            numbers.Add(graph.Add(new WeightPenalty(model.Penalties), model.OutputNode, []).Outputs[0]);
            numbers[numbers.Count - 1].Name = "penalty";
        }

        var total = numbers.Count == 1 ? numbers[0] : graph.Add(new SumOfLosses(), model.OutputNode, numbers).Outputs[0];
        total.Name = "loss";
        if (targets.Count == 1) targets[0].Name = "targets";
        return new ModelLoss(total, terms, targets);
    }

    /// <summary>What softmax, log-softmax or sigmoid was applied to, or the output itself.</summary>
    public static Value LogitsOf(Value output) =>
        output.Producer.Op is Softmax or LogSoftmax or Activate { Function.Name: "sigmoid" } ? output.Producer.Inputs[0] : output;

    private static Node Term(Graph graph, BoundLoss loss, LossOp operation, IReadOnlyList<Value> inputs)
    {
        var node = graph.Add(operation, loss.Values[0], inputs);
        node.Outputs[0].Name = Naming.Variable(loss.Function.Keyword) + "Loss";
        for (var i = 1; i < node.Outputs.Length; i++) node.Outputs[i].Name = Naming.GradientOf(inputs[i - 1]);
        return node;
    }

    /// <summary>One argument for all terms that name it alike.</summary>
    private static Value Target(Graph graph, List<Value> targets, string name, TensorType type)
    {
        if (targets.FirstOrDefault(t => t.Name == name) is { } known) return known;
        var target = graph.Add(new Argument(name, type), origin: null, []).Outputs[0];
        target.Name = name;
        targets.Add(target);
        return target;
    }

    /// <summary>The scores that a loss applies its own softmax or sigmoid to, also behind a reshape, which leaves a softmax's classes as they lie.</summary>
    private static Value ScoresOf(Graph graph, Value value, ScoreFunction function)
    {
        if (function == ScoreFunction.None) return value;
        if (value.Producer.Op is Reshape reshape)
        {
            var inner = ScoresOf(graph, value.Producer.Inputs[0], function);
            if (inner == value.Producer.Inputs[0]) return value;
            var reshaped = graph.Add(reshape, value.Producer.Origin, [inner]).Outputs[0];
            reshaped.Name = value.Name + "Scores";
            return reshaped;
        }

        var undone = function == ScoreFunction.Softmax ? value.Producer.Op is Softmax : value.Producer.Op is Activate { Function.Name: "sigmoid" };
        return undone ? value.Producer.Inputs[0] : value;
    }

    /// <summary>The weight of the fc whose sigmoid a code is.</summary>
    private static Value WeightOf(Value code)
    {
        var sum = code.Producer.Op is Activate ? code.Producer.Inputs[0] : code;
        return sum.Producer.Inputs.FirstOrDefault(i => i.Producer.Op is ParameterLeaf { Parameter.Property: "Weight" })
            ?? throw new InvalidOperationException("The value of this loss is not made by an fc.");
    }
}
