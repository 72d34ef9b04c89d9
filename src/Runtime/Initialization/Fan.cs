namespace ModelDsl.Runtime;

/// <summary>How many inputs feed one output of a layer and how many outputs one input feeds, as its weight's sizes tell.</summary>
internal readonly record struct Fan(long In, long Out)
{
    /// <summary>Of a weight [out, in, kernel...]: in · kernel and out · kernel; of a vector: its length for both.</summary>
    public static Fan Of(Tensor weight)
    {
        if (weight.Rank < 2) return new Fan(weight.Length, weight.Length);
        long kernel = weight.Length / (weight.Size(0) * weight.Size(1));
        return new Fan(weight.Size(1) * kernel, weight.Size(0) * kernel);
    }
}
