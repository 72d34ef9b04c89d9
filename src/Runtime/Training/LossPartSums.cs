using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Training;

/// <summary>Adds up what a network notes of the parts of its loss; nothing where it notes none.</summary>
internal sealed class LossPartSums<TBatch>(ITrainable<TBatch> network) where TBatch : Batch
{
    private double[]? _sums = Zeros(network);

    /// <summary>The sums so far, for a checkpoint; null where they are not known.</summary>
    public double[]? Sums => _sums?.ToArray();

    /// <summary>After a step or an evaluation of so many examples. Where other terms were noted than the network has, those of a head, the parts are not known.</summary>
    public void Add(int examples)
    {
        if (network.LossParts.Count != _sums?.Length) _sums = null;
        for (int i = 0; i < _sums?.Length; i++) _sums[i] += (double)network.LossParts[i] * examples;
    }

    /// <summary>The parts of the mean loss; null where they are not known, or the loss is no sum.</summary>
    public IReadOnlyList<LossPart>? Of(int examples) =>
        _sums is not null ? [.. _sums.Zip(network.LossTerms, (sum, term) => new LossPart(term, sum / examples))] : null;

    /// <summary>Goes on from a checkpoint; what was not noted before is not known until the next start.</summary>
    public void Resume(double[]? sums, int examples)
    {
        if (_sums is not null && examples > 0) _sums = sums?.Length == _sums.Length ? [.. sums] : null;
    }

    /// <summary>Starts again from 0.</summary>
    public void Restart() => _sums = Zeros(network);

    private static double[]? Zeros(ITrainable<TBatch> network) => network.LossTerms.Count is > 0 and var terms ? new double[terms] : null;
}
