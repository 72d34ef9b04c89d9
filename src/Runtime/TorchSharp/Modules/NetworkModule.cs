using TorchSharp;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace ModelDsl.Runtime.TorchSharp.Modules;

/// <summary>
/// A network as a module of TorchSharp's. Parameters and buffers are the network's own memory under their <c>.net</c> names: <c>conv1.weight</c> is the
/// parameter <c>weight</c> of the child <c>conv1</c>.
/// </summary>
internal sealed class NetworkModule : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly ModulePasses _passes;
    private readonly List<TorchParameter> _learned = [];

    public NetworkModule(ModulePasses passes)
        : base(passes.Network.Name)
    {
        _passes = passes;
        var children = new LayerModules(this);
        foreach (var parameter in Network.Parameters)
        {
            var shared = new TorchParameter(parameter.Value.AsTorchSharp().DetachFromDisposeScope());
            _learned.Add(shared);
            var (module, role) = children.Of(parameter.Name);
            module.register_parameter(role, shared);
        }

        foreach (var buffer in Network.Buffers)
        {
            var (module, role) = children.Of(buffer.Name);
            module.register_buffer(role, buffer.Value.AsTorchSharp().DetachFromDisposeScope());
        }
    }

    private Network Network => _passes.Network;

    /// <summary>In training the forward pass, recorded where gradients are; in evaluation the prediction, which is never recorded.</summary>
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (!training) return _passes.Predict(input);
        if (torch.is_grad_enabled() && (input.requires_grad || _learned.Exists(parameter => parameter.requires_grad)))
            return NetworkFunction.apply([input, _passes, .. _learned]);
        var (output, state) = _passes.Forward(input);
        state.Dispose();
        return output;
    }

    protected override torch.nn.Module _to(global::TorchSharp.DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        Check(deviceType, deviceIndex);
        return this;
    }

    protected override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking)
    {
        Check(dtype);
        return this;
    }

    protected override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking)
    {
        Check(device.type, device.index);
        Check(dtype);
        return this;
    }

    // The compiled code computes where the network was made and in what it was made.
    private void Check(global::TorchSharp.DeviceType type, int index)
    {
        if ((int)type == (int)Network.Device.Kind && (index < 0 || index == Network.Device.Index || Network.Device == Device.Cpu)) return;
        throw new NotSupportedException(
            $"{Network.Name} was made on {Network.Device} and stays there, but {type.ToString().ToLowerInvariant()}{(index < 0 ? "" : $":{index}")} is asked for: give its constructor the device.");
    }

    private void Check(torch.ScalarType type)
    {
        if ((ElementType)type == Network.ElementType) return;
        throw new NotSupportedException(
            $"{Network.Name} was made in {Network.ElementType} and stays so, but {type} is asked for: give its constructor the element type.");
    }
}
