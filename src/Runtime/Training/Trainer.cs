using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Training;

/// <summary>
/// Trains a network: epochs over shuffled batches that a second thread prepares, the optimiser's rate set for each step, and after each
/// epoch the loss on the test examples and, where there are labels, the accuracy on them and on a sample of the training examples.
/// </summary>
/// <typeparam name="TBatch">What a step learns from; <see cref="Trainer.For"/> takes it from the network.</typeparam>
public sealed class Trainer<TBatch> where TBatch : Batch
{
    private readonly ITrainable<TBatch> _network;
    private readonly Optimizer _optimizer;
    private readonly TrainerOptions _options;

    /// <exception cref="ArgumentException">One optimiser updates several networks.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option that must be at least 1 is not.</exception>
    public Trainer(ITrainable<TBatch> network, Optimizer optimizer, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        _network = network;
        _optimizer = optimizer;
        _options = options ?? new TrainerOptions();
        _options.Check();
        Optimizer[] all = [optimizer, .. network.Others.Select(other => other.Optimizer)];
        if (all.Distinct().Count() < all.Length)
            throw new ArgumentException($"{network.Network.Name}, {string.Join(", ", network.Others.Select(other => other.Name))}: one optimiser updates two of them; each needs its own.", nameof(optimizer));
    }

    /// <summary>Trains, from the weights that the network has now, or from the checkpoint if there is one.</summary>
    /// <param name="train">The examples to learn from.</param>
    /// <param name="test">The examples to be measured on after each epoch.</param>
    /// <param name="cancellation">Ends the training after the step under way; the network keeps what it has learned.</param>
    /// <returns>How the epochs that ran to their end went.</returns>
    /// <exception cref="ArgumentException">A label is that of no class of the network; the message names the example.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no finite number any more.</exception>
    /// <exception cref="CheckpointException">The checkpoint to go on from is damaged, or is another training's.</exception>
    public TrainingHistory Train(
        IDataset<TBatch> train, IDataset<TBatch>? test = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        _network.Check(train);
        if (test is not null) _network.Check(test);
        using var run = new TrainingRun<TBatch>(_network, _optimizer, _options, Measurement, train, test);
        return run.Run(cancellation);
    }

    /// <summary>Measures the loss, and with labels the accuracy, without learning.</summary>
    /// <exception cref="ArgumentException">A label is that of no class of the network; the message names the example.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public Evaluation Evaluate(IDataset<TBatch> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        _network.Check(data);
        using var loader = Measurement.Loader(data);
        return Measurement.Of(loader, cancellation) ?? throw new OperationCanceledException(cancellation);
    }

    private Measurement<TBatch> Measurement => new(_network, _options.EvaluationBatchSize);
}

/// <summary>Makes trainers without spelling out what a step learns from.</summary>
public static class Trainer
{
    /// <summary>A trainer for the network: <c>Trainer.For(net, new Sgd(0.1, momentum: 0.9)).Train(digits)</c>.</summary>
    public static Trainer<TBatch> For<TBatch>(ITrainable<TBatch> network, Optimizer optimizer, TrainerOptions? options = null) where TBatch : Batch =>
        new(network, optimizer, options);
}
