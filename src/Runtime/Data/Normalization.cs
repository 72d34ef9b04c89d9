using static System.FormattableString;

namespace ModelDsl.Runtime.Data;

/// <summary>What is subtracted from the values of each channel, and what they are divided by: (value - mean) / deviation.</summary>
public sealed class Normalization
{
    private const int MeasuredAtOnce = 256;

    private readonly float[] _means;
    private readonly float[] _deviations;

    /// <param name="means">The mean of each channel.</param>
    /// <param name="deviations">The standard deviation of each channel, above zero.</param>
    /// <exception cref="ArgumentException">There are no channels, not as many deviations as means, or one is not above zero.</exception>
    public Normalization(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations)
    {
        if (means.Length == 0) throw new ArgumentException("A normalisation needs at least one channel.", nameof(means));
        if (means.Length != deviations.Length)
            throw new ArgumentException(Invariant($"{means.Length} means, but {deviations.Length} deviations."), nameof(deviations));
        for (int channel = 0; channel < means.Length; channel++)
        {
            if (!float.IsFinite(means[channel]))
                throw new ArgumentException(Invariant($"The mean of channel {channel} must be a finite number, not {means[channel]}."), nameof(means));
            if (!(deviations[channel] > 0) || !float.IsFinite(deviations[channel]))
                throw new ArgumentException(Invariant($"The deviation{Of(channel, means.Length)} must be above zero, not {deviations[channel]}."), nameof(deviations));
        }

        _means = means.ToArray();
        _deviations = deviations.ToArray();
    }

    /// <summary>Leaves values as they are.</summary>
    public static Normalization None { get; } = new([0], [1]);

    /// <summary>The mean of each channel.</summary>
    public IReadOnlyList<float> Means => _means;

    /// <summary>The standard deviation of each channel.</summary>
    public IReadOnlyList<float> Deviations => _deviations;

    /// <summary>The number of channels; one stands for examples of any number of channels, all treated alike.</summary>
    public int Channels => _means.Length;

    /// <summary>
    /// Mean and standard deviation of each channel over all examples of a data set. The first dimension of an image is its channels; of a
    /// flat example, each number is one. A channel whose values are all the same gets the deviation 1.
    /// </summary>
    /// <param name="data">The examples to learn from, read once, a few at a time.</param>
    public static Normalization Measure<TInput, TTarget>(Dataset<TInput, TTarget> data) where TInput : IShape where TTarget : Tensor
    {
        ArgumentNullException.ThrowIfNull(data);
        int channels = TInput.Dimensions.Length == 0 ? 1 : TInput.Dimensions[0];
        int plane = Examples.PlaneOf<TInput>(channels);
        var (sums, squares) = (new double[channels], new double[channels]);
        for (int first = 0; first < data.Count; first += MeasuredAtOnce)
        {
            using var batch = data.Inputs.CreateBatch(Math.Min(MeasuredAtOnce, data.Count - first));
            data.Inputs.Read([.. Enumerable.Range(first, (int)batch.Count)], batch);
            var values = HostMemory.Of<float>(batch);
            for (int at = 0; at < values.Length; at++)
            {
                int channel = at / plane % channels;
                sums[channel] += values[at];
                squares[channel] += (double)values[at] * values[at];
            }
        }

        return Of(sums, squares, (long)data.Count * plane);
    }

    internal void Apply(Span<float> values, int channel)
    {
        var (mean, deviation) = (_means[channel], _deviations[channel]);
        foreach (ref float value in values) value = (value - mean) / deviation;
    }

    internal float Apply(float value, int channel) => (value - _means[channel]) / _deviations[channel];

    /// <summary>From the sums of values and of their squares. A channel whose values are all the same keeps the deviation 1.</summary>
    internal static Normalization Of(ReadOnlySpan<double> sums, ReadOnlySpan<double> squares, long count)
    {
        var (means, deviations) = (new float[sums.Length], new float[sums.Length]);
        for (int channel = 0; channel < sums.Length; channel++)
        {
            double mean = sums[channel] / count;
            float deviation = (float)Math.Sqrt(Math.Max(0, squares[channel] / count - mean * mean));
            (means[channel], deviations[channel]) = ((float)mean, deviation > 1e-7f ? deviation : 1);
        }

        return new Normalization(means, deviations);
    }

    private static string Of(int channel, int channels) => channels == 1 ? "" : Invariant($" of channel {channel}");
}
