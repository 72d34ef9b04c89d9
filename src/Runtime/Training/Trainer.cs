using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Training;

/// <summary>
/// Trains a network: epochs over shuffled batches that a second thread prepares, the optimiser's rate set for each step, and after each
/// epoch the loss and accuracy on the test examples and on a sample of the training examples.
/// </summary>
/// <typeparam name="TInput">The shape of an input.</typeparam>
/// <typeparam name="TOutput">The shape of an output.</typeparam>
/// <typeparam name="TTarget">What the network is trained towards: <see cref="Labels"/>, or a tensor of its output's shape.</typeparam>
public sealed class Trainer<TInput, TOutput, TTarget>
    where TInput : IShape where TOutput : IShape where TTarget : Tensor
{
    private readonly Network<TInput, TOutput, TTarget> _network;
    private readonly Optimizer _optimizer;
    private readonly TrainerOptions _options;

    /// <exception cref="ArgumentOutOfRangeException">An option that must be at least 1 is not.</exception>
    public Trainer(Network<TInput, TOutput, TTarget> network, Optimizer optimizer, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        _network = network;
        _optimizer = optimizer;
        _options = options ?? new TrainerOptions();
        _options.Check();
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
        Dataset<TInput, TTarget> train, Dataset<TInput, TTarget>? test = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        CheckLabels(train);
        if (test is not null) CheckLabels(test);
        using var run = new TrainingRun<TInput, TOutput, TTarget>(_network, _optimizer, _options, Measurement, train, test);
        return run.Run(cancellation);
    }

    /// <summary>Measures the loss, and with labels the accuracy, without learning.</summary>
    /// <exception cref="ArgumentException">A label is that of no class of the network; the message names the example.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public Evaluation Evaluate(Dataset<TInput, TTarget> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckLabels(data);
        using var loader = Measurement.Loader(data);
        return Measurement.Of(loader, cancellation) ?? throw new OperationCanceledException(cancellation);
    }

    private Measurement<TInput, TOutput, TTarget> Measurement => new(_network, _options.EvaluationBatchSize);

    /// <summary>A step would find a wrong label too, but only knows its place in a shuffled batch.</summary>
    private void CheckLabels(Dataset<TInput, TTarget> data)
    {
        if (data.Targets is LabelExamples labels && TOutput.Dimensions.Length == 1) labels.Check(data.Count, TOutput.Dimensions[0], _network.Name);
    }
}

/// <summary>Makes trainers without spelling out the shapes.</summary>
public static class Trainer
{
    /// <summary>A trainer for the network: <c>Trainer.For(net, new Sgd(0.1, momentum: 0.9)).Train(digits)</c>.</summary>
    public static Trainer<TInput, TOutput, TTarget> For<TInput, TOutput, TTarget>(
        Network<TInput, TOutput, TTarget> network, Optimizer optimizer, TrainerOptions? options = null)
        where TInput : IShape where TOutput : IShape where TTarget : Tensor => new(network, optimizer, options);
}
