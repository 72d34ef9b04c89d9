using System.ComponentModel;

namespace ModelDsl.Runtime;

/// <summary>
/// A block of a network: layers that stand in it as one. Generated code calls its passes from those of the network, within one <see cref="Step"/>.
/// </summary>
/// <typeparam name="TSaved">What its forward pass keeps for its backward pass.</typeparam>
/// <param name="network">The network it is part of.</param>
/// <param name="name">Its name: <c>bottleneck2_1</c>; the names of its layers begin with it.</param>
public abstract class Block<TSaved>(Network network, string name)
    where TSaved : struct
{
    /// <summary>The block's name: <c>bottleneck2_1</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The network it is part of.</summary>
    public Network Network { get; } = network;

    /// <summary>Its output at inference. Takes the input over: it releases it, and may write to it where the step may.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public abstract Value Predict(Step step, Value x);

    /// <summary>Its output in training, and what <see cref="Backward"/> needs. The input stays the caller's.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public abstract (Value Output, TSaved State) Forward(Step step, Value x);

    /// <summary>
    /// The gradient of its input. Its layers learn on the way: by the optimiser, or where there is none by adding to their gradients. Takes over the
    /// gradient and what was saved.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public abstract Value Backward(Step step, Value gradient, TSaved saved, Value input = default, Value output = default, Optimizer? optimizer = null);
}
