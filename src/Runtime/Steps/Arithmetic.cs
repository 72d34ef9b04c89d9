using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime;

// Arithmetic of two values of equal rank. An axis of size 1 is stretched to the other's size, but never the batch.
public sealed partial class Step
{
    /// <summary>
    /// The element-wise sum, of branches or of gradients that meet.
    /// Reuse: this is the last use of the left one's storage, which may be overwritten; the result is a value of its own still.
    /// </summary>
    /// <exception cref="LayerException">The sizes of an axis differ, and neither is 1.</exception>
    public Value Add(LayerName layer, Value left, Value right, bool reuse = false)
    {
        bool same = CheckStretch(layer, left, right);
        try
        {
            if (!reuse || !same || !_slots.MayWrite(left)) return Own(_aten.Add(Handle(left), Handle(right)));
            _aten.AddInPlace(Handle(left), Handle(right));
            return Share(left);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The element-wise difference, left - right; reuse as in <see cref="Add"/>.</summary>
    /// <exception cref="LayerException">The sizes of an axis differ, and neither is 1.</exception>
    public Value Subtract(LayerName layer, Value left, Value right, bool reuse = false)
    {
        bool same = CheckStretch(layer, left, right);
        try
        {
            if (!reuse || !same || !_slots.MayWrite(left)) return Own(_aten.Sub(Handle(left), Handle(right)));
            _aten.SubInPlace(Handle(left), Handle(right));
            return Share(left);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The element-wise product, of a map and its attention; reuse as in <see cref="Add"/>.</summary>
    /// <exception cref="LayerException">The sizes of an axis differ, and neither is 1.</exception>
    public Value Multiply(LayerName layer, Value left, Value right, bool reuse = false)
    {
        bool same = CheckStretch(layer, left, right);
        try
        {
            if (IsBlocked(left) && Pixels(left) != Pixels(right))
            {
                bool isMap = Pixels(left) > Pixels(right);
                var (map, factors) = isMap ? (left, right) : (right, left);
                return Own(_aten.ScaleChannelsBlocked(Handle(map), Handle(factors), dMean: 0, reuse && isMap && _slots.MayWrite(left)));
            }

            if (!reuse || !same || !_slots.MayWrite(left)) return Own(_aten.Mul(Handle(left), Handle(right)));
            _aten.MulInPlace(Handle(left), Handle(right));
            return Share(left);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The sum of left * right over each channel's pixels, [N, C, 1, 1]: the gradient of a number that its channel was multiplied by.</summary>
    /// <exception cref="LayerException">They are not of the same sizes.</exception>
    public Value SumOfProducts(LayerName layer, Value left, Value right)
    {
        CheckSameSizes(layer, left, right);
        try
        {
            if (IsBlocked(left)) return Own(_aten.SumOfProductsBlocked(Handle(left), Handle(right)));
            var product = Own(_aten.Mul(Handle(left), Handle(right)));
            var result = Own(_aten.Sum(Handle(product), OverPixels, keepDim: true));
            Release(product);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The product of a feature map and its channels' factors, [N, C, 1, 1], as <see cref="Multiply"/> has it, and the gradient of the channels' means, [N, C], spread over
    /// the pixels as by <see cref="GlobalAveragePoolBackward"/>.
    /// </summary>
    public Value MultiplyAndSpread(LayerName layer, Value map, Value factors, Value meanGradient, bool reuse = false)
    {
        if (!IsBlocked(map))
        {
            var spread = GlobalAveragePoolBackward(layer, meanGradient, (int)Size(map, 2), (int)Size(map, 3), blocked: !Blocks);
            var product = Multiply(layer, map, factors, reuse);
            var sum = Add(layer, product, spread, reuse: true);
            Release(product, spread);
            return sum;
        }

        CheckStretch(layer, map, factors);
        CheckRank(layer, meanGradient, 2, "[N, C]");
        try
        {
            return Own(_aten.ScaleChannelsBlocked(Handle(map), Handle(factors), Handle(meanGradient), reuse && _slots.MayWrite(map)));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>A constant times every element; reuse as in <see cref="Add"/>.</summary>
    public Value Scale(LayerName layer, Value input, double factor, bool reuse = false)
    {
        try
        {
            if (!reuse || !_slots.MayWrite(input)) return Own(_aten.MulScalar(Handle(input), factor));
            _aten.MulScalarInPlace(Handle(input), factor);
            return Share(input);
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// The sum over the axes that are 1 in the shape, which stay: [N, shape...]. The gradient of a stretched value is such a sum of the
    /// result's.
    /// </summary>
    /// <exception cref="LayerException">An axis differs that is not 1 in the shape.</exception>
    public Value SumTo(LayerName layer, Value input, params ReadOnlySpan<int> shape)
    {
        Span<long> sizes = stackalloc long[_dispatcher.Rank(Handle(input))];
        _dispatcher.Sizes(Handle(input), sizes);
        Span<long> axes = stackalloc long[shape.Length];
        int count = 0;
        bool fits = sizes.Length == shape.Length + 1;
        for (int i = 0; i < shape.Length && fits; i++)
        {
            if (sizes[i + 1] == shape[i]) continue;
            fits = shape[i] == 1;
            axes[count++] = i + 1;
        }

        if (!fits) throw Mismatch(layer, "sizes that the shape has, or has as 1", input);
        try
        {
            // A list of no axes would mean all of them.
            return count == 0 ? Share(input) : Own(_aten.Sum(Handle(input), axes[..count], keepDim: true));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Axes of size 1 stretched to [N, shape...]; a copy.</summary>
    /// <exception cref="LayerException">An axis differs that is not 1.</exception>
    public Value ExpandTo(LayerName layer, Value input, params ReadOnlySpan<int> shape)
    {
        Span<long> sizes = stackalloc long[1 + shape.Length];
        sizes[0] = Size(input, 0);
        for (int i = 0; i < shape.Length; i++) sizes[i + 1] = shape[i];
        try
        {
            var view = Own(_aten.Expand(Handle(input), sizes));
            var result = Own(_aten.Clone(Handle(view), MemoryFormat.Contiguous));
            Release(view);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>Of a feature map's channel.</summary>
    private long Pixels(Value map) => Size(map, 2) * Size(map, 3);

    /// <summary>Whether the result has the left one's sizes. An axis of the right one, or else of the left one, may be stretched.</summary>
    private bool CheckStretch(LayerName layer, Value left, Value right)
    {
        Span<long> sizes = stackalloc long[_dispatcher.Rank(Handle(left))];
        Span<long> others = stackalloc long[_dispatcher.Rank(Handle(right))];
        _dispatcher.Sizes(Handle(left), sizes);
        _dispatcher.Sizes(Handle(right), others);
        bool fits = sizes.Length == others.Length, same = true;
        for (int i = 0; i < sizes.Length && fits; i++)
        {
            if (sizes[i] == others[i]) continue;
            fits = i > 0 && (sizes[i] == 1 || others[i] == 1);
            same &= sizes[i] != 1;
        }

        return fits ? same : throw Mismatch(layer, ShapeMismatchException.Format(sizes), right);
    }
}
