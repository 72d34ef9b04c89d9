namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The maximum of each window, [N, C, H, W] to [N, C, H', W']; H' = floor((H + 2 pad - size) / stride) + 1, or rounded up.
    /// </summary>
    public Value MaxPool(string layer, Value input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        try
        {
            return Own(_aten.MaxPool2d(
                Handle(input), [size.Height, size.Width], [stride.Height, stride.Width], [p.Height, p.Width], NoDilation, ceil));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary><see cref="MaxPool"/>, and where each maximum was found, which the backward pass needs.</summary>
    public (Value Output, Value Indices) MaxPoolWithIndices(
        string layer, Value input, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        try
        {
            var (output, indices) = _aten.MaxPool2dWithIndices(
                Handle(input), [size.Height, size.Width], [stride.Height, stride.Width], [p.Height, p.Width], NoDilation, ceil);
            return (Own(output), Own(indices));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input: each output's gradient goes to where its maximum was found.</summary>
    public Value MaxPoolBackward(
        string layer, Value gradient, Value input, Value indices, Size2 size, Size2 stride, Size2? pad = null, bool ceil = false)
    {
        var p = pad ?? 0;
        try
        {
            return Own(_aten.MaxPool2dWithIndicesBackward(
                Handle(gradient), Handle(input), [size.Height, size.Width], [stride.Height, stride.Width], [p.Height, p.Width],
                NoDilation, ceil, Handle(indices)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
