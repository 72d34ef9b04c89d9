using TorchSharp;

namespace ModelDsl.Runtime.TorchSharp.Modules;

/// <summary>A network's passes over TorchSharp's tensors; what they return belongs to the caller's dispose scope.</summary>
internal abstract class ModulePasses(Network network)
{
    // Autograd holds references of its own to the gradients that it was handed; ours go when the next pass begins.
    private readonly List<torch.Tensor> _handed = [];

    public Network Network => network;

    /// <summary>The output at inference.</summary>
    public abstract torch.Tensor Predict(torch.Tensor input);

    /// <summary>The output in training; the state is the caller's.</summary>
    public (torch.Tensor Output, ForwardState State) Forward(torch.Tensor input)
    {
        ReleaseHanded();
        return Run(input);
    }

    /// <summary>The gradients of the input and of each parameter; null for one that has none. The parameters' own gradients stay as they were.</summary>
    public List<torch.Tensor?> Backward(ForwardState state, torch.Tensor gradient)
    {
        ReleaseHanded();
        Tensor?[] before = [.. network.Parameters.Select(parameter => parameter.ExchangeGradient(null))];
        Tensor? input = null;
        try
        {
            input = Run(state, gradient);
            return [Hand(ref input), .. network.Parameters.Select(HandGradient)];
        }
        finally
        {
            for (int i = 0; i < before.Length; i++) network.Parameters[i].ExchangeGradient(before[i])?.Dispose();
            input?.Dispose();
        }
    }

    /// <summary>The forward pass of training.</summary>
    protected abstract (torch.Tensor Output, ForwardState State) Run(torch.Tensor input);

    /// <summary>The backward pass: the input's gradient, null where it has none.</summary>
    protected abstract Tensor? Run(ForwardState state, torch.Tensor gradient);

    private torch.Tensor? HandGradient(Parameter parameter)
    {
        var gradient = parameter.ExchangeGradient(null);
        return Hand(ref gradient);
    }

    private torch.Tensor? Hand(ref Tensor? gradient)
    {
        if (gradient is null) return null;
        var shared = gradient.AsTorchSharp().DetachFromDisposeScope();
        gradient.Dispose();
        gradient = null;
        _handed.Add(shared);
        return shared;
    }

    private void ReleaseHanded()
    {
        foreach (var tensor in _handed) tensor.Dispose();
        _handed.Clear();
    }
}
