using ModelDsl.Diagnostics;
using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary>The arithmetic of a window that slides over an image, for convolutions and poolings (Dumoulin and Visin 2016).</summary>
internal static class Windows
{
    /// <summary>floor((h + 2p - k) / s) + 1 each way, or with <paramref name="ceil"/> the last window that still starts inside; reports a window that does not fit.</summary>
    public static (int Height, int Width)? Slide(LayerCall call, Shape input, Size2 kernel, Size2 stride, Size2 padding, bool ceil)
    {
        if (input.Height + 2 * padding.Height < kernel.Height || input.Width + 2 * padding.Width < kernel.Width)
        {
            var least = new Size2(Math.Max(1, kernel.Height - 2 * padding.Height), Math.Max(1, kernel.Width - 2 * padding.Width));
            call.Report(Catalogue.WindowLargerThanInput(call.Place, call.Written, least, call.Before, input));
            return null;
        }

        return (Steps(input.Height, kernel.Height, stride.Height, padding.Height, ceil), Steps(input.Width, kernel.Width, stride.Width, padding.Width, ceil));
    }

    /// <summary>Reports an input that is no image.</summary>
    public static bool IsImage(LayerCall call, Shape input)
    {
        if (input.IsImage) return true;
        call.Report(Catalogue.NeedsAnImage(call.Place, call.Written, call.Before, input));
        return false;
    }

    /// <summary>A multiple of a size; reports one that is too large.</summary>
    public static int? Multiply(LayerCall call, int size, int factor)
    {
        var product = (long)size * factor;
        if (product <= int.MaxValue) return (int)product;
        call.Report(Catalogue.TooLarge(call.Place, $"a size of the output of {call.Written}", FormattableString.Invariant($"{product}")));
        return null;
    }

    /// <summary>How many pixels at the end no window reaches; padding does not count.</summary>
    public static int Missed(int size, int kernel, int stride, int padding) => Math.Max(0, (size + 2 * padding - kernel) % stride - padding);

    private static int Steps(int size, int kernel, int stride, int padding, bool ceil)
    {
        var room = size + 2 * padding - kernel;
        if (!ceil) return room / stride + 1;
        var steps = (room + stride - 1) / stride + 1;
        return (steps - 1) * stride >= size + padding ? steps - 1 : steps;
    }
}
