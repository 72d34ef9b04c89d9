using ModelDsl.Runtime.TorchSharp.Modules;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Networks as modules of TorchSharp's, for its losses, optimisers and loops.</summary>
public static class NetworkModules
{
    /// <summary>
    /// The network as a module. Its parameters and buffers are the network's own memory, so that either side's training, loading and saving is the other's too;
    /// the names of its <c>state_dict</c> are those of a checkpoint. In training its forward and backward pass are the compiled ones, and the gradients go to the
    /// module's parameters; in evaluation it predicts, and no gradient goes through it. A forward pass serves one backward pass. Disposing the module leaves the
    /// network as it is; the network must outlive it.
    /// </summary>
    /// <exception cref="ArgumentException">The object is no network.</exception>
    public static torch.nn.Module<torch.Tensor, torch.Tensor> AsModule<TInput, TOutput, TActivations>(
        this IDifferentiable<TInput, TOutput, TActivations> network)
        where TInput : IShape
        where TOutput : IShape
        where TActivations : ForwardState<TOutput> =>
        new NetworkModule(new TypedPasses<TInput, TOutput, TActivations>(Network<TInput, TOutput>(network), network.Forward, network.Backward));

    /// <inheritdoc cref="AsModule{TInput, TOutput, TActivations}(IDifferentiable{TInput, TOutput, TActivations})"/>
    public static torch.nn.Module<torch.Tensor, torch.Tensor> AsModule<TInput, TOutput, TActivations>(
        this IDifferentiableOfTokens<TInput, TOutput, TActivations> network)
        where TInput : IShape
        where TOutput : IShape
        where TActivations : ForwardState<TOutput> =>
        new NetworkModule(new TypedPasses<TInput, TOutput, TActivations>(
            Network<TInput, TOutput>(network), network.Forward, (activations, gradient) =>
            {
                network.Backward(activations, gradient);
                return null;
            }));

    private static Network<TInput, TOutput> Network<TInput, TOutput>(object network)
        where TInput : IShape
        where TOutput : IShape
    {
        ArgumentNullException.ThrowIfNull(network);
        return network as Network<TInput, TOutput>
            ?? throw new ArgumentException($"{network.GetType().Name} is no Network<{typeof(TInput).Name}, {typeof(TOutput).Name}>.", nameof(network));
    }
}
