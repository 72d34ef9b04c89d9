using ModelDsl.Binding;
using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>The methods of a generated class, each as a plan, from the layers of its model.</summary>
public sealed class Passes
{
    private readonly BoundModel _model;

    private Passes(BoundModel model, IReadOnlyDictionary<BlockType, BlockPasses> blocks)
    {
        _model = model;
        Blocks = blocks;
        (TrainingGraph, TrainStep) = PlanTraining();
        Predict = PlanInference((l, _) => [l.Output]);
        PredictAll = model.Body.Outputs.Count > 1 ? PlanInference((l, _) => l.Outputs) : null;
        Logits = model.HasLogits ? PlanInference((l, _) => [ModelLoss.LogitsOf(l.Output)]) : null;
        Evaluate = PlanInference((l, loss) => [loss.Total, l.Output]);
        (Forward, Backward, Saved, InputGradients) = PlanComposable();
        if (model.Base is not { } origin) return;
        Features = PlanFeatures(origin.Body);
        Head = new Passes(origin.Head, blocks);
    }

    /// <summary>The classes of the model's blocks, inner ones first.</summary>
    public IReadOnlyDictionary<BlockType, BlockPasses> Blocks { get; }

    /// <summary>The joint graph of <see cref="TrainStep"/>: forward, loss, backward, updates.</summary>
    public Graph TrainingGraph { get; }

    /// <summary>Its arguments are the inputs and then the targets.</summary>
    public Plan TrainStep { get; }

    /// <summary>The first output.</summary>
    public Plan Predict { get; }

    /// <summary>All outputs; null where there is one.</summary>
    public Plan? PredictAll { get; }

    /// <summary>The scores before softmax or sigmoid; null where the model ends in neither.</summary>
    public Plan? Logits { get; }

    /// <summary>Loss and first output in inference mode.</summary>
    public Plan Evaluate { get; }

    /// <summary>The forward pass of training, its results the outputs and then <see cref="Saved"/>.</summary>
    public Plan Forward { get; }

    /// <summary>The backward pass that goes with it, its arguments the outputs' gradients and <see cref="Saved"/>.</summary>
    public Plan Backward { get; }

    /// <summary>What Backward needs of Forward.</summary>
    public IReadOnlyList<Value> Saved { get; }

    /// <summary>What Backward gives, one an input; null where an input has no gradient: tokens.</summary>
    public IReadOnlyList<Value?> InputGradients { get; }

    /// <summary>What the model's own lines begin with, in inference mode; null where it is not another's.</summary>
    public Plan? Features { get; }

    /// <summary>The methods of those lines by themselves; null where they are the whole model.</summary>
    public Passes? Head { get; }

    public static Passes Of(BoundModel model) => new(model, BlockPasses.Of(model));

    private BlockCode Code(BlockType type) => Blocks[type].Code;

    private (Graph, Plan) PlanTraining()
    {
        var lowered = Lowering.Lower(_model.Body, PassKind.TrainStep, Code);
        var graph = lowered.Graph;
        var loss = ModelLoss.Append(_model, lowered);
        graph.Results.Add(loss.Total);
        graph.RemoveDeadCode();
        var gradients = Backpropagation.Append(graph, seeds: [], loss.Terms, [.. lowered.Parameters, .. lowered.Blocks]);
        Effects.Add(graph, lowered, gradients, leaf => new UpdateParameter(leaf, _model.Penalties));
        Fusion.Apply(graph);
        graph.RemoveDeadCode();
        Layouts.Apply(graph, isNetwork: true);
        graph.RemoveDeadCode();
        return (graph, Planner.Make(graph.Nodes, [.. lowered.Inputs, .. loss.Targets], [], graph.Results));
    }

    private Plan PlanInference(Func<LoweredBody, ModelLoss, IEnumerable<Value>> results)
    {
        var lowered = Lowering.Lower(_model.Body, PassKind.Inference, Code);
        var loss = ModelLoss.Append(_model, lowered);
        lowered.Graph.Results.AddRange(results(lowered, loss));
        return PlanInference(lowered, lowered.Graph.Results.Contains(loss.Total) ? loss.Targets : []);
    }

    private Plan PlanFeatures(BoundBody body)
    {
        var lowered = Lowering.Lower(body, PassKind.Inference, Code);
        lowered.Graph.Results.Add(lowered.Output);
        return PlanInference(lowered, targets: []);
    }

    /// <summary>The plan of a forward graph whose results are said.</summary>
    private static Plan PlanInference(LoweredBody lowered, IReadOnlyList<Value> targets)
    {
        Fusion.ApplyAtInference(lowered.Graph);
        lowered.Graph.RemoveDeadCode();
        Layouts.Apply(lowered.Graph, isNetwork: true);
        lowered.Graph.RemoveDeadCode();
        return Planner.Make(lowered.Graph.Nodes, [.. lowered.Inputs, .. targets], [], lowered.Graph.Results);
    }

    private (Plan Forward, Plan Backward, IReadOnlyList<Value> Saved, IReadOnlyList<Value?> InputGradients) PlanComposable()
    {
        var lowered = Lowering.Lower(_model.Body, PassKind.Composable, Code);
        var names = _model.OutputNames.Count == 1 ? ["dOutput"] : _model.OutputNames.Select(name => "d" + Naming.Pascal(name) + "Output").ToArray();
        var joint = JointGraph.Append(lowered, names, leaf => new AccumulateGradient(leaf), isNetwork: true);
        return (
            Planner.Make(joint.Forward, lowered.Inputs, [], [.. joint.Outputs, .. joint.Saved]),
            Planner.Make(joint.Backward, [.. joint.Gradients, .. joint.Saved], joint.Saved, [.. joint.InputGradients.OfType<Value>()]),
            joint.Saved,
            joint.InputGradients);
    }
}
