using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Watching;

/// <summary>The values of TensorFlow's summary.proto that are written here.</summary>
internal static class SummaryValues
{
    private const int Buckets = 30;

    // Fields of Summary, Summary.Value and Summary.Image.
    private const int Value = 1, Tag = 1, SimpleValue = 2, Image = 4, Histogram = 5, Tensor = 8, Metadata = 9;
    private const int Height = 1, Width = 2, ColourSpace = 3, Encoded = 4;

    // Of TensorProto and SummaryMetadata; the number of DT_STRING.
    private const int DataType = 1, StringValue = 8, PluginData = 1, PluginName = 1, StringType = 7;

    public static ProtoWriter AddScalar(this ProtoWriter summary, string tag, double value) =>
        summary.Message(Value, new ProtoWriter().Text(Tag, tag).Float(SimpleValue, (float)value));

    public static ProtoWriter AddPicture(this ProtoWriter summary, string tag, Picture picture) => summary.Message(Value, new ProtoWriter().Text(Tag, tag)
        .Message(Image, new ProtoWriter().Int(Height, picture.Height).Int(Width, picture.Width).Int(ColourSpace, picture.Channels)
            .Bytes(Encoded, PngFile.Encode(picture.Pixels, picture.Height, picture.Width, picture.Channels))));

    /// <summary>Text, which TensorBoard shows as Markdown.</summary>
    public static ProtoWriter AddText(this ProtoWriter summary, string tag, string markdown) => summary.Message(Value, new ProtoWriter().Text(Tag, tag)
        .Message(Tensor, new ProtoWriter().Int(DataType, StringType).Text(StringValue, markdown))
        .Message(Metadata, new ProtoWriter().Message(PluginData, new ProtoWriter().Text(PluginName, "text"))));

    /// <summary>How numbers are distributed: least, most, count, sum, sum of squares, and how many lie in each of thirty parts of the range.</summary>
    public static ProtoWriter AddHistogram(this ProtoWriter summary, string tag, ReadOnlySpan<float> values)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity, sum = 0, squares = 0;
        foreach (float value in values)
        {
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
            (sum, squares) = (sum + value, squares + (double)value * value);
        }

        double width = most > least ? (most - least) / Buckets : 1;
        var counts = new double[Buckets];
        foreach (float value in values) counts[Math.Clamp((int)((value - least) / width), 0, Buckets - 1)]++;
        double[] limits = [.. Enumerable.Range(1, Buckets).Select(i => least + i * width)];
        return summary.Message(Value, new ProtoWriter().Text(Tag, tag).Message(Histogram, new ProtoWriter()
            .Double(1, least).Double(2, most).Double(3, values.Length).Double(4, sum).Double(5, squares).Doubles(6, limits).Doubles(7, counts)));
    }
}
