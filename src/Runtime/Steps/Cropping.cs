using static System.FormattableString;

namespace ModelDsl.Runtime;

// Parts of maps, and the zeros around them on the way back.
public sealed partial class Step
{
    /// <summary>Some rows and columns of [N, C, H, W]; a copy.</summary>
    /// <exception cref="LayerException">The part reaches beyond the map.</exception>
    public Value Crop(LayerName layer, Value input, int top, int left, Size2 size)
    {
        CheckPart(layer, input, top, left, size);
        try
        {
            var rows = Own(_aten.Slice(Handle(input), 2, top, top + size.Height));
            var part = Own(_aten.Slice(Handle(rows), 3, left, left + size.Width));
            var result = Own(_aten.Clone(Handle(part)));
            Release(rows, part);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, a map of height x width: the part's, and zeros around it.</summary>
    /// <exception cref="LayerException">The part reaches beyond the map.</exception>
    public Value CropBackward(LayerName layer, Value gradient, int top, int left, int height, int width)
    {
        CheckRank(layer, gradient, 4, "[N, C, H, W]");
        try
        {
            long bottom = height - top - Size(gradient, 2), right = width - left - Size(gradient, 3);
            if (top < 0 || left < 0 || bottom < 0 || right < 0) throw Mismatch(layer, Invariant($"a part of {height}x{width}"), gradient);
            return Own(_aten.ConstantPadNd(Handle(gradient), [left, right, top, bottom]));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>
    /// A shortcut without parameters (He et al. 2015, option A): every stride-th row and column of [N, C, H, W], and channels of zeros
    /// behind C up to the number wanted.
    /// </summary>
    /// <exception cref="LayerException">There are more channels already.</exception>
    public Value PadShortcut(LayerName layer, Value input, int channels, Size2? stride = null)
    {
        CheckRank(layer, input, 4, "[N, C, H, W]");
        if (Size(input, 1) > channels) throw Mismatch(layer, Invariant($"at most {channels} channels"), input);
        try
        {
            var part = Strided(input, stride ?? 1);
            var result = Own(_aten.ConstantPadNd(Handle(part), [0, 0, 0, 0, 0, channels - Size(input, 1)]));
            Release(part);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>The gradient of the input, [N, channels, height, width]: that of what was taken, and zeros.</summary>
    /// <exception cref="LayerException">The gradient is not that of such a shortcut.</exception>
    public Value PadShortcutBackward(LayerName layer, Value gradient, int channels, int height, int width, Size2? stride = null)
    {
        CheckRank(layer, gradient, 4, "[N, C, H, W]");
        var s = stride ?? 1;
        long rows = (height - 1) / s.Height + 1, columns = (width - 1) / s.Width + 1;
        if (Size(gradient, 1) < channels || Size(gradient, 2) != rows || Size(gradient, 3) != columns)
            throw Mismatch(layer, Invariant($"[N, {channels} or more, {rows}, {columns}]"), gradient);
        try
        {
            var result = Own(_aten.Empty([Size(gradient, 0), channels, height, width], TypeOf(gradient), Network.Device));
            _aten.ZeroInPlace(Handle(result));
            var target = Strided(result, s);
            var source = Own(_aten.Slice(Handle(gradient), 1, 0, channels));
            _aten.CopyInPlace(Handle(target), Handle(source));
            Release(target, source);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>A view of every stride-th row and column.</summary>
    private Value Strided(Value map, Size2 stride)
    {
        var rows = Own(_aten.Slice(Handle(map), 2, null, null, stride.Height));
        var result = Own(_aten.Slice(Handle(rows), 3, null, null, stride.Width));
        Release(rows);
        return result;
    }

    private void CheckPart(LayerName layer, Value map, int top, int left, Size2 size)
    {
        CheckRank(layer, map, 4, "[N, C, H, W]");
        if (top < 0 || left < 0 || top + size.Height > Size(map, 2) || left + size.Width > Size(map, 3))
            throw Mismatch(layer, Invariant($"[N, C, {top + size.Height} or more, {left + size.Width} or more]"), map);
    }
}
