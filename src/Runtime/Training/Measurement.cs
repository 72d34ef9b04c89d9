using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Training;

/// <summary>Measures a network on examples without teaching it anything.</summary>
internal sealed class Measurement<TInput, TOutput, TTarget>(Network<TInput, TOutput, TTarget> network, int batchSize)
    where TInput : IShape where TOutput : IShape where TTarget : Tensor
{
    /// <summary>Batches of all examples, or of a sample that the seed draws.</summary>
    public DataLoader<TInput, TTarget> Loader(Dataset<TInput, TTarget> data, int? seed = null, int limit = int.MaxValue) =>
        new(data, batchSize, seed, dropLast: false, limit, network.ElementType, network.Device);

    /// <summary>What the network does with them; null when it was cancelled.</summary>
    public Evaluation? Of(DataLoader<TInput, TTarget> loader, CancellationToken cancellation)
    {
        double loss = 0;
        var predictions = new PredictionCount();
        var parts = new LossPartSums(network);
        foreach (var batch in loader.Epoch(epoch: 0))
        {
            if (cancellation.IsCancellationRequested) return null;
            loss += (double)network.Evaluate(batch.Input, batch.Target, out var output) * batch.Count;
            using (output) predictions.Add(output, batch.Target);
            parts.Add(batch.Count);
        }

        return new Evaluation(loss / loader.ExampleCount, predictions.Table?.Accuracy, predictions.Table) { TopFive = predictions.TopFive, LossParts = parts.Of(loader.ExampleCount) };
    }
}
