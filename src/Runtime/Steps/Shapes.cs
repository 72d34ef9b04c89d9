namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>[N, ...] to [N, product]; a view where the memory allows it.</summary>
    public Value Flatten(LayerName layer, Value input)
    {
        try
        {
            long examples = Size(input, 0);
            return View(input, [examples, _dispatcher.Length(Handle(input)) / examples]);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>[N, ...] to [N, shape...]; a view where the memory allows it.</summary>
    public Value Reshape(LayerName layer, Value input, params ReadOnlySpan<int> shape)
    {
        try
        {
            Span<long> sizes = stackalloc long[1 + shape.Length];
            sizes[0] = Size(input, 0);
            for (int i = 0; i < shape.Length; i++) sizes[i + 1] = shape[i];
            return View(input, sizes);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private Value View(Value input, ReadOnlySpan<long> sizes) =>
        _slots.Own(_aten.Reshape(Handle(input), sizes), foreign: !_slots.MayWrite(input));
}
