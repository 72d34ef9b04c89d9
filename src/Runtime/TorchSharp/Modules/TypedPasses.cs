using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp.Modules;

/// <summary>The passes of a network of one input and one output.</summary>
/// <param name="network">The network.</param>
/// <param name="forward">Its forward pass of training.</param>
/// <param name="backward">Its backward pass: the input's gradient, or null where that has none.</param>
internal sealed class TypedPasses<TInput, TOutput, TActivations>(
    Network<TInput, TOutput> network, Func<Tensor<TInput>, TActivations> forward, Func<TActivations, Tensor<TOutput>, Tensor?> backward)
    : ModulePasses(network)
    where TInput : IShape
    where TOutput : IShape
    where TActivations : ForwardState<TOutput>
{
    public override torch.Tensor Predict(torch.Tensor input)
    {
        using var given = input.AsModelDsl<TInput>();
        using var output = network.Predict(given);
        return output.AsTorchSharp();
    }

    protected override (torch.Tensor Output, ForwardState State) Run(torch.Tensor input)
    {
        using var given = input.AsModelDsl<TInput>();
        var state = forward(given);
        return (state.Output.AsTorchSharp(), state);
    }

    protected override Tensor? Run(ForwardState state, torch.Tensor gradient)
    {
        using var given = gradient.AsModelDsl<TOutput>();
        return backward((TActivations)state, given);
    }
}
