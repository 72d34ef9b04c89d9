using ModelDsl.Binding;
using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Optimisation;

/// <summary>The methods of a block's class, each as a plan. They are planned once for each block, however often it stands in a model.</summary>
public sealed class BlockPasses
{
    private BlockPasses(BlockType type, string @class, WeightPenalties penalties, Func<BlockType, BlockCode> inner)
    {
        Type = type;
        Predict = PlanInference(type, inner);
        (Forward, Backward, Saved, var readsInput, var readsOutput) = PlanTraining(type, penalties, inner);
        Code = new BlockCode(
            @class, readsInput, readsOutput, Saved.Sum(v => Occupancy.Of(v).PerExample), Predict.Peaks, Forward.Peaks, Backward.Peaks);
    }

    public BlockType Type { get; }

    public Plan Predict { get; }

    /// <summary>The forward pass of training, its results the output and then <see cref="Saved"/>.</summary>
    public Plan Forward { get; }

    /// <summary>The backward pass that goes with it; its arguments the output's gradient, the input, the output and <see cref="Saved"/>.</summary>
    public Plan Backward { get; }

    /// <summary>What Backward needs of Forward, besides input and output.</summary>
    public IReadOnlyList<Value> Saved { get; }

    public BlockCode Code { get; }

    /// <summary>The blocks of a model by their use, inner ones first.</summary>
    public static IReadOnlyDictionary<BlockType, BlockPasses> Of(BoundModel model)
    {
        var passes = new Dictionary<BlockType, BlockPasses>();
        var types = model.Body.BlockTypes();
        // A layer may be called as a block's class would be, in the model or in a block; then the class has the next number.
        var taken = new HashSet<string>(types.SelectMany(t => t.Body.Nodes).Concat(model.Body.Nodes).Select(node => node.Property).Append(model.Name), StringComparer.Ordinal);
        foreach (var type in types)
        {
            var alike = types.Where(t => t.Name == type.Name).ToArray();
            var number = alike.Length == 1 ? 0 : Array.IndexOf(alike, type) + 1;
            string Class() => Naming.Pascal(type.Name) + "Block" + (number == 0 ? "" : Constants.Of(number));
            while (!taken.Add(Class())) number++;
            passes.Add(type, new BlockPasses(type, Class(), model.Penalties, t => passes[t].Code));
        }

        return passes;
    }

    private static Plan PlanInference(BlockType type, Func<BlockType, BlockCode> inner)
    {
        var lowered = Lowering.Lower(type.Body, PassKind.Inference, inner);
        lowered.Graph.Results.Add(lowered.Output);
        Fusion.ApplyAtInference(lowered.Graph);
        lowered.Graph.RemoveDeadCode();
        Layouts.Apply(lowered.Graph, isNetwork: false);
        lowered.Graph.RemoveDeadCode();
        return Planner.Make(lowered.Graph.Nodes, [lowered.Input], [lowered.Input], lowered.Graph.Results);
    }

    private static (Plan Forward, Plan Backward, IReadOnlyList<Value> Saved, bool ReadsInput, bool ReadsOutput) PlanTraining(
        BlockType type, WeightPenalties penalties, Func<BlockType, BlockCode> inner)
    {
        var lowered = Lowering.Lower(type.Body, PassKind.TrainStep, inner);
        var joint = JointGraph.Append(lowered, ["dOutput"], leaf => new LearnParameter(leaf, penalties), isNetwork: false);
        var (input, output) = (lowered.Input, joint.Outputs[0]);
        var saved = joint.Saved.Where(v => v != input && v != output).ToArray();
        return (
            Planner.Make(joint.Forward, [input], [], [output, .. saved]),
            Planner.Make(joint.Backward, [joint.Gradients[0], input, output, .. saved], [joint.Gradients[0], .. saved], joint.InputGradients[0] is { } d ? [d] : []),
            saved, joint.Saved.Contains(input), joint.Saved.Contains(output));
    }
}
