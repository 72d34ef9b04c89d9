namespace ModelDsl.Runtime;

/// <summary>
/// A network whose forward and backward pass other code can compose with its own: what the compiler writes for every model of one input of numbers and one
/// output.
/// </summary>
/// <typeparam name="TInput">The input's shape.</typeparam>
/// <typeparam name="TOutput">The output's shape.</typeparam>
/// <typeparam name="TActivations">What goes from the forward to the backward pass.</typeparam>
public interface IDifferentiable<TInput, TOutput, TActivations>
    where TInput : IShape
    where TOutput : IShape
    where TActivations : ForwardState<TOutput>
{
    /// <summary>The forward pass of training: the output, and what <see cref="Backward"/> needs of the way there.</summary>
    TActivations Forward(Tensor<TInput> input);

    /// <summary>Adds to every parameter's gradient and returns the input's; releases the activations as it goes.</summary>
    Tensor<TInput> Backward(TActivations activations, Tensor<TOutput> gradient);
}

/// <summary>The same of a model whose input are tokens, which have no gradient.</summary>
/// <inheritdoc cref="IDifferentiable{TInput, TOutput, TActivations}"/>
public interface IDifferentiableOfTokens<TInput, TOutput, TActivations>
    where TInput : IShape
    where TOutput : IShape
    where TActivations : ForwardState<TOutput>
{
    /// <inheritdoc cref="IDifferentiable{TInput, TOutput, TActivations}.Forward"/>
    TActivations Forward(Tensor<TInput> input);

    /// <summary>Adds to every parameter's gradient; releases the activations as it goes.</summary>
    void Backward(TActivations activations, Tensor<TOutput> gradient);
}
