namespace ModelDsl.Runtime;

public sealed partial class Step
{
    /// <summary>
    /// The element-wise sum, of branches or of gradients that meet.
    /// Reuse: this is the last use of the left one's storage, which may be overwritten; the result is a value of its own still.
    /// </summary>
    public Value Add(LayerName layer, Value left, Value right, bool reuse = false)
    {
        CheckSameSizes(layer, left, right);
        try
        {
            if (!reuse || !_slots.MayWrite(left)) return Own(_aten.Add(Handle(left), Handle(right)));
            _aten.AddInPlace(Handle(left), Handle(right));
            return Share(left);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
