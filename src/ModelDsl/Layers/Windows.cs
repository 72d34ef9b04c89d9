using ModelDsl.Diagnostics;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary>The arithmetic of a window that slides over an image, for convolutions and poolings (Dumoulin and Visin 2016).</summary>
internal static class Windows
{
    /// <summary>floor((h + 2p - k) / s) + 1 each way, or with <paramref name="ceil"/> the last window that still starts inside; reports a window that does not fit.</summary>
    public static (int Height, int Width)? Slide(LayerCall call, Shape input, Size2 kernel, Size2 stride, Size2 padding, bool ceil)
    {
        if (input.Height + 2L * padding.Height < kernel.Height || input.Width + 2L * padding.Width < kernel.Width)
        {
            var least = new Size2((int)Math.Max(1, kernel.Height - 2L * padding.Height), (int)Math.Max(1, kernel.Width - 2L * padding.Width));
            call.Report(Catalogue.WindowLargerThanInput(call.Place, call.Written, least, call.Before, input));
            return null;
        }

        var (height, width) = (Steps(input.Height, kernel.Height, stride.Height, padding.Height, ceil), Steps(input.Width, kernel.Width, stride.Width, padding.Width, ceil));
        return Fits(call, height) is { } rows && Fits(call, width) is { } columns ? (rows, columns) : null;
    }

    /// <summary>Reports an input that is no image.</summary>
    public static bool IsImage(LayerCall call, Shape input)
    {
        if (input.IsImage) return true;
        call.Report(Catalogue.NeedsAnImage(call.Place, call.Written, call.Before, input));
        return false;
    }

    /// <summary>A multiple of a size; reports one that is too large.</summary>
    public static int? Multiply(LayerCall call, int size, int factor) => Fits(call, (long)size * factor);

    /// <summary>From the first to the last pixel that a kernel with gaps looks at; reports one that is too large.</summary>
    public static Size2? Reach(LayerCall call, Size2 kernel, Size2 dilation)
    {
        var (height, width) = (dilation.Height * (kernel.Height - 1L) + 1, dilation.Width * (kernel.Width - 1L) + 1);
        if (Math.Max(height, width) <= int.MaxValue) return new Size2((int)height, (int)width);
        call.Report(Catalogue.TooLarge(call.Place, $"the window of {call.Written}", FormattableString.Invariant($"{height}x{width}")));
        return null;
    }

    /// <summary>How many pixels at the end no window reaches; padding does not count.</summary>
    public static int Missed(int size, int kernel, int stride, int padding) => (int)Math.Max(0, (size + 2L * padding - kernel) % stride - padding);

    private static int? Fits(LayerCall call, long size)
    {
        if (size <= int.MaxValue) return (int)size;
        call.Report(Catalogue.TooLarge(call.Place, $"a size of the output of {call.Written}", FormattableString.Invariant($"{size}")));
        return null;
    }

    private static long Steps(int size, int kernel, int stride, int padding, bool ceil)
    {
        var room = size + 2L * padding - kernel;
        if (!ceil) return room / stride + 1;
        var steps = (room + stride - 1) / stride + 1;
        return (steps - 1) * stride >= size + padding ? steps - 1 : steps;
    }
}
