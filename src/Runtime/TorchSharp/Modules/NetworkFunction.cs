using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp.Modules;

/// <summary>
/// A network as one function of TorchSharp's autograd. Its arguments: the input, the passes, the parameters. The parameters' numbers are read where they lie,
/// in the network; as arguments they only say what gradients go to.
/// </summary>
internal sealed class NetworkFunction : torch.autograd.SingleTensorFunction<NetworkFunction>
{
    private const string Passes = "passes";

    private const string State = "state";

    public override string Name => "ModelDsl";

    public override torch.Tensor forward(torch.autograd.AutogradContext context, params object[] arguments)
    {
        var passes = (ModulePasses)arguments[1];
        var (output, state) = passes.Forward((torch.Tensor)arguments[0]);
        context.save_data(Passes, passes);
        context.save_data(State, state);
        return output;
    }

    /// <exception cref="InvalidOperationException">A second backward pass through the same forward pass: the activations are gone with the first.</exception>
    public override List<torch.Tensor?> backward(torch.autograd.AutogradContext context, torch.Tensor gradient)
    {
        var passes = (ModulePasses)context.get_data(Passes);
        using var state = (ForwardState?)context.get_data(State)
            ?? throw new InvalidOperationException("A backward pass has used these activations already; run the forward pass again.");
        context.save_data(State, null!);
        var gradients = passes.Backward(state, gradient);
        gradients.Insert(1, null);
        return gradients;
    }
}
