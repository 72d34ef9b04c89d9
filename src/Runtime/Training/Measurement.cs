using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Training;

/// <summary>Measures a network on examples without teaching it anything.</summary>
internal sealed class Measurement<TBatch>(ITrainable<TBatch> network, int batchSize) where TBatch : Batch
{
    /// <summary>Batches of all examples, or of a sample that the seed draws.</summary>
    public DataLoader<TBatch> Loader(IDataset<TBatch> data, int? seed = null, int limit = int.MaxValue) =>
        new(data, batchSize, seed, dropLast: false, limit, network.Network.ElementType, network.Network.Device);

    /// <summary>What the network does with them; null when it was cancelled.</summary>
    public Evaluation? Of(DataLoader<TBatch> loader, CancellationToken cancellation)
    {
        double loss = 0;
        var predictions = new PredictionCount();
        var parts = new LossPartSums<TBatch>(network);
        foreach (var batch in loader.Epoch(epoch: 0))
        {
            if (cancellation.IsCancellationRequested) return null;
            var (mean, output) = network.Evaluate(batch);
            loss += (double)mean * batch.Count;
            using (output) predictions.Add(output, network.ClassesOf(batch));
            parts.Add(batch.Count);
        }

        return new Evaluation(loss / loader.ExampleCount, predictions.Table?.Accuracy, predictions.Table) { TopFive = predictions.TopFive, LossParts = parts.Of(loader.ExampleCount) };
    }
}
