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

    /// <summary>Trains, from the weights that the network has now.</summary>
    /// <param name="train">The examples to learn from.</param>
    /// <param name="test">The examples to be measured on after each epoch.</param>
    /// <param name="cancellation">Ends the training after the step under way; the network keeps what it has learned.</param>
    /// <returns>How the epochs that ran to their end went.</returns>
    /// <exception cref="ArgumentException">A label is that of no class of the network; the message names the example.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no finite number any more.</exception>
    public TrainingHistory Train(
        Dataset<TInput, TTarget> train, Dataset<TInput, TTarget>? test = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        CheckLabels(train);
        if (test is not null) CheckLabels(test);
        using var steps = Loader(train, _options.BatchSize, _options.Seed, _options.DropLast);
        using var sample = Loader(train, _options.EvaluationBatchSize, _options.Seed, limit: _options.TrainingSample);
        using var tests = test is null ? null : Loader(test, _options.EvaluationBatchSize, seed: null);
        var clock = new TrainingClock(_options.Epochs, steps.BatchCount, steps.ExampleCount);
        var epochs = new List<EpochResult>();
        ConfusionTable? confusion = null;
        double rate = _optimizer.LearningRate;
        try
        {
            for (int epoch = 1; epoch <= _options.Epochs && RunEpoch(epoch, steps, rate, clock, cancellation) is { } run; epoch++)
            {
                if (Measure(sample, cancellation) is not { } trained) break;
                var tested = tests is null ? null : Measure(tests, cancellation);
                if (cancellation.IsCancellationRequested) break;
                confusion = tested?.Confusion;
                var result = new EpochResult(
                    epoch, run.Loss, trained.Accuracy, tested?.Loss, tested?.Accuracy,
                    _optimizer.LearningRate, run.Duration, steps.ExampleCount / run.Duration.TotalSeconds);
                epochs.Add(result);
                _options.Progress.EpochEnded(result, _options.Epochs);
            }
        }
        finally
        {
            _optimizer.LearningRate = rate;
        }

        return new TrainingHistory(epochs, Cancelled: epochs.Count < _options.Epochs, confusion, clock.Elapsed);
    }

    /// <summary>Measures the loss, and with labels the accuracy, without learning.</summary>
    /// <exception cref="ArgumentException">A label is that of no class of the network; the message names the example.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public Evaluation Evaluate(Dataset<TInput, TTarget> data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckLabels(data);
        using var loader = Loader(data, _options.EvaluationBatchSize, seed: null);
        return Measure(loader, cancellation) ?? throw new OperationCanceledException(cancellation);
    }

    /// <summary>A step would find a wrong label too, but only knows its place in a shuffled batch.</summary>
    private void CheckLabels(Dataset<TInput, TTarget> data)
    {
        if (data.Targets is LabelExamples labels && TOutput.Dimensions.Length == 1) labels.Check(data.Count, TOutput.Dimensions[0], _network.Name);
    }

    private DataLoader<TInput, TTarget> Loader(
        Dataset<TInput, TTarget> data, int batchSize, int? seed, bool dropLast = false, int limit = int.MaxValue) =>
        new(data, batchSize, seed, dropLast, limit, _network.ElementType, _network.Device);

    /// <summary>The mean loss of the epoch's steps and their time, or null when it was cancelled.</summary>
    private (double Loss, TimeSpan Duration)? RunEpoch(
        int epoch, DataLoader<TInput, TTarget> steps, double rate, TrainingClock clock, CancellationToken cancellation)
    {
        double loss = 0;
        bool cancelled = cancellation.IsCancellationRequested;
        clock.StartEpoch(epoch);
        if (!cancelled) _options.Progress.Epoch(epoch, _options.Epochs, steps.BatchCount, Run);
        return cancelled ? null : (loss / steps.ExampleCount, clock.EpochElapsed);

        void Run(Action<StepReport> report)
        {
            int examples = 0;
            foreach (var batch in steps.Epoch(epoch))
            {
                long step = (epoch - 1L) * steps.BatchCount + batch.Index;
                _optimizer.LearningRate = rate * _options.Schedule.Factor(step, steps.BatchCount, _options.Epochs);
                float stepLoss = _network.TrainStep(batch.Input, batch.Target, _optimizer);
                if (!float.IsFinite(stepLoss))
                    throw new TrainingDivergedException(_network.Name, epoch, batch.Index + 1, stepLoss, _optimizer.LearningRate);
                loss += (double)stepLoss * batch.Count;
                examples += batch.Count;
                report(clock.Report(batch.Index + 1, examples, loss / examples));
                cancelled = cancellation.IsCancellationRequested;
                if (cancelled) break;
            }

            clock.EndEpoch();
        }
    }

    private Evaluation? Measure(DataLoader<TInput, TTarget> loader, CancellationToken cancellation)
    {
        double loss = 0;
        var predictions = new PredictionCount();
        foreach (var batch in loader.Epoch(epoch: 0))
        {
            if (cancellation.IsCancellationRequested) return null;
            loss += (double)_network.Evaluate(batch.Input, batch.Target, out var output) * batch.Count;
            using (output) predictions.Add(output, batch.Target);
        }

        return new Evaluation(loss / loader.ExampleCount, predictions.Table?.Accuracy, predictions.Table);
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
