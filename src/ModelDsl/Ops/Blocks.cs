using ModelDsl.Binding;
using ModelDsl.Differentiation;
using ModelDsl.Graphs;
using ModelDsl.Text;

namespace ModelDsl.Ops;

/// <summary>What its user must know of a compiled block.</summary>
/// <param name="Class">The class it became.</param>
/// <param name="ReadsInput">Its backward pass needs its input.</param>
/// <param name="ReadsOutput">Its backward pass needs its output.</param>
/// <param name="SavedBytes">What its forward pass keeps for the backward one, an example.</param>
/// <param name="Predict">What is alive inside it at inference.</param>
/// <param name="Forward">The same of its forward pass in training.</param>
/// <param name="Backward">And of its backward pass.</param>
public sealed record BlockCode(
    string Class, bool ReadsInput, bool ReadsOutput, long SavedBytes, EquatableArray<Peak> Predict, EquatableArray<Peak> Forward, EquatableArray<Peak> Backward);

/// <summary>A block as something that learns: its property in the generated class.</summary>
public sealed record BlockLeaf(BlockNode Block) : LeafOp
{
    public override string Method => "Block";

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Shared(Shape.Scalar)];

    public override string Describe(Node node) => $"block {Block.Property} = {Block.Type.Title}";
}

/// <summary>An operation that is a method of a block's class.</summary>
public abstract record BlockOp(BlockNode Block, BlockCode Code) : Op
{
    public override string Emit(OpCall call) => $"{Block.Property}.{Method}({string.Join(", ", new[] { "step" }.Concat(Arguments(call)))})";

    public override string Describe(Node node) =>
        $"{Block.Property}.{Method}({string.Join(", ", node.Inputs.Where(i => i.Producer.Op is not BlockLeaf).Select(i => i.Name))})";

    /// <summary>A block is compiled once for all places where it stands: what goes in and out lies as any feature map does.</summary>
    public override bool TakesBlocks(Node node) => true;

    /// <summary>The first input, which the block takes over where it is free; else one that it may not write to.</summary>
    protected static string TakenOver(OpCall call) => call.Reuse ? call[0] : $"step.Lend({call[0]})";
}

/// <summary>A block at inference.</summary>
public sealed record BlockPredict(BlockNode Block, BlockCode Code) : BlockOp(Block, Code)
{
    public override string Method => "Predict";

    public override InputReuse Reuse => InputReuse.TakesOver;

    public override IEnumerable<Peak> Inner => Code.Predict;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(Block.Output)];

    public override void Differentiate(GradientBuilder gradient) => throw new InvalidOperationException("Inference is not differentiated.");

    public override IEnumerable<string> Arguments(OpCall call) => [TakenOver(call)];
}

/// <summary>A block's forward pass in training. Inputs: x and the block; outputs: y and what the backward pass needs.</summary>
/// <param name="Block">Which.</param>
/// <param name="Code">What is known of it.</param>
/// <param name="Updates">Whether its backward pass hands gradients to the optimiser at hand; else it gathers them.</param>
public sealed record BlockForward(BlockNode Block, BlockCode Code, bool Updates) : BlockOp(Block, Code)
{
    private static readonly string[] Names = ["", "State"];

    public override string Method => "Forward";

    public override string[] OutputNames => Names;

    /// <summary>Without what it saves, which is an output.</summary>
    public override IEnumerable<Peak> Inner => Code.Forward.Select(p => p.Plus(new Peak(-Block.Count * Code.SavedBytes, 0)));

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        // Of several the values in between are kept as well.
        var between = Code.ReadsInput || Code.ReadsOutput ? (Block.Count - 1) * TensorType.Batch(Block.Output).Bytes : 0;
        return [TensorType.Batch(Block.Output), TensorType.State(Block.Count * Code.SavedBytes + between)];
    }

    public override void Differentiate(GradientBuilder gradient)
    {
        var inputs = new List<Value> { gradient.OutputGradient(0), gradient.Output(1) };
        if (Code.ReadsInput) inputs.Add(gradient.Input(0));
        if (Code.ReadsOutput) inputs.Add(gradient.Output(0));
        gradient.Contribute(0, gradient.AddNode(new BlockBackward(Block, Code, Updates), inputs).Outputs[0]);
    }

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];
}

/// <summary>Its backward pass, in which its layers learn. Inputs: gradient, state, x and y where it needs them.</summary>
public sealed record BlockBackward(BlockNode Block, BlockCode Code, bool Updates) : BlockOp(Block, Code)
{
    private static readonly string[] Names = ["Input"];

    public override string Method => "Backward";

    public override string[] OutputNames => Names;

    public override bool IsEffect => true;

    public override InputReuse Reuse => InputReuse.TakesOver;

    public override IEnumerable<Peak> Inner => Code.Backward;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(Block.Input.Output)];

    public override void Differentiate(GradientBuilder gradient) => throw new InvalidOperationException("A backward pass has no gradient of its own.");

    public override IEnumerable<string> Arguments(OpCall call)
    {
        yield return TakenOver(call);
        yield return call[1];
        if (Code.ReadsInput) yield return $"input: {call[2]}";
        if (Code.ReadsOutput) yield return $"output: {call[call.InputCount - 1]}";
        if (Updates) yield return "optimizer: optimizer";
    }
}
