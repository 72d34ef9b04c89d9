using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Differentiation;

/// <summary>What an operation's gradient rule sees and does: its node, the gradients that reach its outputs, and where to put those of its inputs.</summary>
public sealed class GradientBuilder(Backpropagation pass, Node node)
{
    public IReadOnlyList<Value> Inputs => node.Inputs;

    public Value Input(int index) => node.Inputs[index];

    public Value Output(int index) => node.Outputs[index];

    /// <summary>The gradient of the loss with respect to an output.</summary>
    public Value OutputGradient(int index) =>
        pass.GradientOf(node.Outputs[index]) ?? throw new InvalidOperationException($"{node.Op.Method} gets no gradient for its output {index}.");

    /// <summary>Appends an operation to the backward pass; its first output.</summary>
    public Value Add(Op op, params Value[] inputs) => AddNode(op, inputs).Outputs[0];

    public Node AddNode(Op op, IReadOnlyList<Value> inputs) => pass.Append(op, node.Origin, inputs);

    /// <summary>Whether somebody wants an input's gradient; no need to compute it otherwise.</summary>
    public bool Wants(int input) => pass.Wants(node.Inputs[input]);

    /// <summary>Adds to the gradient of an input; without effect where nobody wants it.</summary>
    public void Contribute(int input, Value gradient) => pass.Contribute(node.Inputs[input], gradient, node.Origin);

    /// <summary>A backward operation whose outputs are the inputs' gradients, one for one.</summary>
    public void ContributeAll(Node backward)
    {
        for (var i = 0; i < node.Inputs.Count; i++) Contribute(i, backward.Outputs[i]);
    }
}
