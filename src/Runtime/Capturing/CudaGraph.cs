using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Capturing;

/// <summary>Networks for a trainer that train by CUDA graphs.</summary>
public static class CudaGraph
{
    /// <summary>
    /// The network, its steps captured as <see cref="CapturedSteps"/> does: <c>using var graph = CudaGraph.Of(net); Trainer.For(graph, sgd).Train(digits)</c>. What is not on a GPU
    /// trains as always.
    /// </summary>
    /// <param name="network">What is to be trained; its step is one training step of one network, and nothing besides. It stays the caller's.</param>
    /// <exception cref="ArgumentException">More than one network learns in a step.</exception>
    public static CudaGraph<TBatch> Of<TBatch>(ITrainable<TBatch> network) where TBatch : Batch => new(network);
}

/// <summary>What <see cref="CudaGraph.Of"/> makes.</summary>
/// <typeparam name="TBatch">What a step learns from.</typeparam>
public sealed class CudaGraph<TBatch> : ITrainable<TBatch>, IDisposable where TBatch : Batch
{
    private readonly ITrainable<TBatch> _trainable;

    internal CudaGraph(ITrainable<TBatch> trainable, CapturedSteps? steps = null)
    {
        ArgumentNullException.ThrowIfNull(trainable);
        if (trainable.Others.Count > 0)
            throw new ArgumentException($"{string.Join(", ", trainable.Others.Select(other => other.Network.Name))} learns beside {trainable.Network.Name}; a graph holds one network's step.", nameof(trainable));
        _trainable = trainable;
        Steps = steps ?? new CapturedSteps(trainable.Network);
    }

    /// <summary>The captured steps.</summary>
    public CapturedSteps Steps { get; }

    /// <inheritdoc/>
    public Network Network => _trainable.Network;

    /// <inheritdoc/>
    public IReadOnlyList<string> LossTerms => _trainable.LossTerms;

    /// <inheritdoc/>
    public IReadOnlyList<float> LossParts => _trainable.LossParts;

    /// <inheritdoc/>
    public float TrainStep(TBatch batch, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Steps.TrainStep(o => _trainable.TrainStep(batch, o), optimizer, batch.Tensors);
    }

    /// <inheritdoc/>
    public (float Loss, Tensor Output) Evaluate(TBatch batch) => _trainable.Evaluate(batch);

    /// <inheritdoc/>
    public Labels? ClassesOf(TBatch batch) => _trainable.ClassesOf(batch);

    /// <inheritdoc/>
    public void Check(IDataset<TBatch> data) => _trainable.Check(data);

    /// <summary>Forgets the graphs and frees their memory. The network stays.</summary>
    public void Dispose() => Steps.Dispose();
}
