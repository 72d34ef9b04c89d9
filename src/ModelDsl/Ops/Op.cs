using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>
/// An operation on tensors with its constants: its shape rule, its gradient as further operations, and its line of C#.
/// One file an operation, its backward form beside it. Equal records do equal things.
/// </summary>
public abstract record Op
{
    private static readonly string[] OnlyMain = [""];

    /// <summary>The method of the runtime's Step that does it.</summary>
    public abstract string Method { get; }

    /// <summary>What the outputs add to the layer's name in generated code; the main output adds nothing.</summary>
    public virtual string[] OutputNames => OnlyMain;

    /// <summary>It does something rather than make something, and so is never dead.</summary>
    public virtual bool IsEffect => false;

    /// <summary>Its output shows the first input's memory under another shape.</summary>
    public virtual bool IsView => false;

    /// <summary>Its outputs may lie in its inputs' memory; a view's does.</summary>
    public virtual bool MayShareMemory => IsView;

    /// <summary>What it may do with the first input's memory when this is that input's last use.</summary>
    public virtual InputReuse Reuse => InputReuse.None;

    /// <summary>Which of its outputs lies in the first input's memory then; -1 for none.</summary>
    public virtual int InPlace => Reuse == InputReuse.ForOutput ? 0 : -1;

    /// <summary>
    /// Whether it takes feature maps in blocks, and makes such, wherever <see cref="Layout.IsBlocked"/>; else it is given all of them plain. An
    /// operation on each element by itself takes them as they are.
    /// </summary>
    public virtual bool TakesBlocks(Node node) => false;

    /// <summary>What is alive inside it at its fullest moments, inputs and outputs not counted.</summary>
    public virtual IEnumerable<Peak> Inner => [];

    /// <summary>Types of the outputs; the input types have been proven right by the layers' shape rules.</summary>
    public abstract IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs);

    /// <summary>Appends the operations that carry the outputs' gradients to the inputs.</summary>
    public abstract void Differentiate(GradientBuilder gradient);

    /// <summary>The arguments of <see cref="Method"/> after the layer: inputs by name, constants as named arguments.</summary>
    public abstract IEnumerable<string> Arguments(OpCall call);

    /// <summary>The whole expression; an operation that is no method of Step overrides it.</summary>
    public virtual string Emit(OpCall call) => $"step.{Method}({string.Join(", ", new[] { call.Layer }.Concat(Arguments(call)))})";

    /// <summary>The operation and its constants as graph listings show it.</summary>
    public virtual string Describe(Node node)
    {
        var constants = Arguments(OpCall.ForListing(node)).Where(a => a.Contains(": "));
        return $"{Method}({string.Join(", ", node.Inputs.Select(i => i.Name).Concat(constants))})";
    }

    protected static IReadOnlyList<TensorType> Same(IReadOnlyList<TensorType> inputs) => [inputs[0]];
}

/// <summary>What an operation may do with the memory of an input that nobody needs any more.</summary>
public enum InputReuse
{
    None,

    /// <summary>Its output takes the input's place.</summary>
    ForOutput,

    /// <summary>It works in there and leaves it behind overwritten.</summary>
    AsScratch,

    /// <summary>It is given the value itself, and releases it.</summary>
    TakesOver,
}

/// <summary>An operation that only a backward pass has; it is not differentiated again.</summary>
public abstract record BackwardOp : Op
{
    public override void Differentiate(GradientBuilder gradient) =>
        throw new InvalidOperationException($"{Method} stands in a backward pass and has no gradient of its own.");
}
