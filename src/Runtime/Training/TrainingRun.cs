using ModelDsl.Runtime.Checkpoints;
using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Training;

/// <summary>One training, from its start or from a checkpoint to its end.</summary>
internal sealed class TrainingRun<TBatch> : IDisposable where TBatch : Batch
{
    private readonly ITrainable<TBatch> _trained;
    private readonly Network _network;
    private readonly Optimizer _optimizer;
    private readonly TrainerOptions _options;
    private readonly Measurement<TBatch> _measurement;
    private readonly DataLoader<TBatch> _steps;
    private readonly DataLoader<TBatch>? _sample;
    private readonly DataLoader<TBatch>? _tests;
    private readonly DeferredOptimizer? _deferred;
    private readonly NetworkCopy? _average;
    private readonly NetworkCopy? _best;
    private readonly ExampleOrderKey _order;
    private readonly (Optimizer Optimizer, double Rate)[] _rates;
    private readonly LossPartSums<TBatch> _parts;
    private readonly List<EpochResult> _results = [];
    private LearningRateSchedule _schedule;
    private ConfusionTable? _confusion;
    private TimeSpan _elapsedBefore;

    // Where it is: the epoch under way, the steps of it that were done, and what they learned from.
    private int _epoch = 1;
    private int _done;
    private int _examples;
    private double _loss;

    public TrainingRun(
        ITrainable<TBatch> trained, Optimizer optimizer, TrainerOptions options, Measurement<TBatch> measurement, IDataset<TBatch> train, IDataset<TBatch>? test)
    {
        var network = trained.Network;
        (_trained, _network, _optimizer, _options, _measurement) = (trained, network, optimizer, options, measurement);
        _steps = new(train, options.BatchSize, options.Seed, options.DropLast, int.MaxValue, network.ElementType, network.Device);
        _sample = trained.ClassesOf(_steps.At(0)) is not null ? measurement.Loader(train, options.Seed, options.TrainingSample) : null;
        _tests = test is null ? null : measurement.Loader(test);
        _order = new ExampleOrderKey(train.Count, options.BatchSize, options.Seed, options.DropLast);
        _schedule = options.Schedule;
        _rates = [(optimizer, optimizer.LearningRate), .. trained.Others.Select(other => (other.Optimizer, other.Optimizer.LearningRate))];
        _parts = new LossPartSums<TBatch>(trained);
        if (options.ClipNorm is not null || options.ClipValue is not null || options.BatchesPerUpdate > 1)
            _deferred = new DeferredOptimizer(optimizer) { MaxNorm = options.ClipNorm, MaxValue = options.ClipValue };
        if (options.WeightAveraging is not null) _average = new NetworkCopy(network);
        if (options.EarlyStopping is { KeepsBest: true }) _best = new NetworkCopy(network);
    }

    public TrainingHistory Run(CancellationToken cancellation)
    {
        Resume();
        var clock = new TrainingClock(_options.Epochs, _steps.BatchCount, _steps.ExampleCount, (_epoch - 1L) * _steps.ExampleCount + _examples);
        var start = new TrainingStart(_network, _optimizer, _options, _steps.ExampleCount, _tests?.ExampleCount, _steps.BatchCount, [.. _results]) { Others = _trained.Others };
        foreach (var callback in _options.Callbacks) callback.Started(start);
        bool isOver = IsOver;
        try
        {
            while (_epoch <= _options.Epochs && !isOver)
            {
                if (RunEpoch(clock, cancellation) && MeasureEpoch(clock, cancellation) is { } result) isOver = EndEpoch(result);
                else break;
                Save(clock);
            }

            if (cancellation.IsCancellationRequested) Save(clock);
        }
        finally
        {
            SetRates(1);
        }

        _average?.Give();
        if (_results.Count > 0) _best?.Give();
        var history = new TrainingHistory(_results, Cancelled: _results.Count < _options.Epochs && !isOver, _confusion, _elapsedBefore + clock.Elapsed)
        {
            StoppedEarly = isOver && _results.Count < _options.Epochs,
        };
        foreach (var callback in _options.Callbacks) callback.Ended(history);
        return history;
    }

    public void Dispose()
    {
        _steps.Dispose();
        _sample?.Dispose();
        _tests?.Dispose();
        _deferred?.Dispose();
        _average?.Dispose();
        _best?.Dispose();
    }

    private bool IsOver => _options.EarlyStopping?.Judge(_results).IsOver ?? false;

    private IReadOnlyList<(string Role, NetworkCopy Copy)> Copies
    {
        get
        {
            var copies = new List<(string, NetworkCopy)>();
            if (_average is not null) copies.Add(("average", _average));
            if (_best is not null) copies.Add(("best", _best));
            return copies;
        }
    }

    /// <summary>Goes on where the checkpoint is, if there is one.</summary>
    private void Resume()
    {
        if (_options.Checkpoint is not { } path || !File.Exists(path)) return;
        var position = TrainingCheckpoint.Load(path, _network, _optimizer, _order, Copies, _trained.Others);
        (_epoch, _done, _examples, _loss, _elapsedBefore) = (position.Epoch, position.Steps, position.Examples, position.Loss, position.Elapsed);
        _parts.Resume(position.LossParts, position.Examples);
        foreach (var result in position.Results) Add(result);
    }

    private void Save(TrainingClock clock)
    {
        if (_options.Checkpoint is not { } path) return;
        var position = new TrainingPosition(
            _epoch, _done, _examples, _loss, _results, _network.Random.GetState(), _elapsedBefore + clock.Elapsed, _order, _parts.Sums, TrainingCheckpoint.Frozen(_network),
            _trained.Others.Count > 0 ? TrainingCheckpoint.RandomOf(_trained.Others) : null);
        TrainingCheckpoint.Save(path, _network, _optimizer, position, Copies, _trained.Others);
    }

    /// <summary>The steps of the epoch that are left. False when it was cancelled.</summary>
    private bool RunEpoch(TrainingClock clock, CancellationToken cancellation)
    {
        clock.StartEpoch(_epoch, _examples);
        bool cancelled = cancellation.IsCancellationRequested;
        if (!cancelled) _options.Progress.Epoch(_epoch, _options.Epochs, _steps.BatchCount, RunSteps);
        clock.EndEpoch();
        return !cancelled;

        void RunSteps(Action<StepReport> report)
        {
            using var epoch = _steps.Epoch(_epoch, first: _done);
            foreach (var batch in epoch)
            {
                bool updates = RunStep(batch);
                var step = clock.Report(_done, _examples, _loss / _examples);
                report(step);
                for (int i = 0; i < _options.Callbacks.Count; i++) _options.Callbacks[i].StepEnded(step);
                cancelled = updates && cancellation.IsCancellationRequested;
                if (cancelled) break;
                if (updates && IsCheckpointDue) Save(clock);
            }
        }
    }

    /// <summary>Whether a step's place says that the checkpoint is to be written; after an epoch's last one it is in any case.</summary>
    private bool IsCheckpointDue => _options.CheckpointEvery is { } every && _done < _steps.BatchCount && _done / _options.BatchesPerUpdate % every == 0;

    /// <summary>What the learning rates are multiplied with in a step of this epoch.</summary>
    private double FactorOf(int step) => _schedule.Factor((_epoch - 1L) * _steps.BatchCount + step, _steps.BatchCount, _options.Epochs);

    private void SetRates(double factor)
    {
        foreach (var (optimizer, rate) in _rates) optimizer.LearningRate = rate * factor;
    }

    /// <summary>Learns from a batch. Whether the parameters have been updated by it.</summary>
    private bool RunStep(TBatch batch)
    {
        SetRates(FactorOf(batch.Index));
        float loss = _trained.TrainStep(batch, _deferred ?? _optimizer);
        if (!float.IsFinite(loss)) throw new TrainingDivergedException(_network.Name, _epoch, batch.Index + 1, loss, _optimizer.LearningRate);
        _loss += (double)loss * batch.Count;
        _parts.Add(batch.Count);
        _examples += batch.Count;
        _done = batch.Index + 1;
        bool updates = _done % _options.BatchesPerUpdate == 0 || _done == _steps.BatchCount;
        if (!updates) _deferred?.NextBatch();
        else _deferred?.Apply();
        if (updates && _options.WeightAveraging is { } decay) _average?.Average(decay);
        return updates;
    }

    /// <summary>Measures the epoch; null when it was cancelled.</summary>
    private EpochResult? MeasureEpoch(TrainingClock clock, CancellationToken cancellation)
    {
        _average?.Exchange();
        try
        {
            // Of the training examples only the accuracy is new: their loss is known from the steps.
            var trained = _sample is null ? null : _measurement.Of(_sample, cancellation);
            var tested = _tests is null ? null : _measurement.Of(_tests, cancellation);
            if (cancellation.IsCancellationRequested) return null;
            _confusion = tested?.Confusion;
            return new EpochResult(
                _epoch, _loss / _examples, trained?.Accuracy, tested?.Loss, tested?.Accuracy, _rates[0].Rate * FactorOf(_steps.BatchCount - 1), clock.EpochElapsed, clock.EpochRate(_examples))
            {
                TestTopFive = tested?.TopFive,
                TrainLossParts = _parts.Of(_examples),
                TestLossParts = tested?.LossParts,
            };
        }
        finally
        {
            _average?.Exchange();
        }
    }

    /// <summary>Whether training is over after this epoch.</summary>
    private bool EndEpoch(EpochResult result)
    {
        Add(result);
        (_epoch, _done, _examples, _loss) = (_epoch + 1, 0, 0, 0);
        _parts.Restart();
        if (_options.EarlyStopping?.Judge(_results).Best == _results.Count - 1) TakeBest();
        _options.Progress.EpochEnded(result, _options.Epochs);
        bool goesOn = true;
        foreach (var callback in _options.Callbacks) goesOn &= callback.EpochEnded(result, _confusion);
        return !goesOn || IsOver;
    }

    private void Add(EpochResult result)
    {
        _results.Add(result);
        _schedule = _schedule.After(result);
    }

    /// <summary>Keeps what the epoch was measured with.</summary>
    private void TakeBest()
    {
        _average?.Exchange();
        _best?.Take();
        _average?.Exchange();
    }
}
