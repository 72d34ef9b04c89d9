using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Capturing;

namespace ModelDsl.GpuCheck;

/// <summary>A network that is measured: training steps and inference with a batch of so many random examples.</summary>
/// <param name="Key">Its name for PyTorch's side.</param>
/// <param name="Model">Its name for people.</param>
/// <param name="Batch">Examples.</param>
internal abstract record Workload(string Key, string Model, int Batch)
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        new Workload<F1x28x28, F10>("lenet5", "LeNet-5", 128, device => new LeNet5(device: device)),
        new Workload<F3x224x224, F1000>("vgg-d", "VGG D", 128, device => new VggD(device: device)),
        new Workload<F3x224x224, F1000>("resnet50", "ResNet-50", 256, device => new ResNet50(device: device)),
        new Workload<F3x224x224, F1000>("resnet18", "ResNet-18", 32, device => new ResNet18(device: device)),
    ];

    /// <summary>The same with another batch.</summary>
    public abstract Workload Of(int batch);

    /// <summary>A network on the device with its data, ready to run.</summary>
    public abstract Run Start(Device device, Precision precision);

    /// <summary>One network being measured.</summary>
    public abstract class Run : IDisposable
    {
        /// <summary>Queues one training step: forward, cross-entropy, backward, SGD with momentum 0.9. On a GPU it does not wait for the loss.</summary>
        public abstract void Train();

        /// <summary>The same, launched as a graph.</summary>
        public abstract void TrainByGraph();

        /// <summary>Why there is no graph; null where there is.</summary>
        public abstract string? NoGraph { get; }

        /// <summary>Queues one prediction.</summary>
        public abstract void Infer();

        /// <summary>The loss of one more step. The device is done with everything before.</summary>
        public abstract float Loss();

        public abstract void Dispose();
    }
}

/// <inheritdoc/>
/// <param name="Create">Makes the network.</param>
internal sealed record Workload<TInput, TOutput>(string Key, string Model, int Batch, Func<Device, Network<TInput, TOutput, Labels>> Create) : Workload(Key, Model, Batch)
    where TInput : IShape
    where TOutput : IShape
{
    public override Workload Of(int batch) => this with { Batch = batch };

    public override Run Start(Device device, Precision precision)
    {
        var network = Create(device);
        network.Precision = precision;
        return new NetworkRun(network, Batch);
    }

    private sealed class NetworkRun : Run
    {
        private readonly Network<TInput, TOutput, Labels> _network;
        private readonly Sgd _optimizer = new(learningRate: 1e-3, momentum: 0.9);
        private readonly CapturedSteps _steps;
        private readonly Tensor<TInput> _input;
        private readonly Labels _labels;
        private readonly Func<Optimizer, float> _step;

        public NetworkRun(Network<TInput, TOutput, Labels> network, int batch)
        {
            (_network, _steps) = (network, new CapturedSteps(network));
            _input = Images(batch, network.Device);
            _labels = Labels.From([.. Enumerable.Range(0, batch).Select(i => i * 7 % TOutput.Dimensions[0])], network.Device);
            _step = optimizer => _network.TrainStep(_input, _labels, optimizer);
        }

        public override void Train()
        {
            _network.ReadsLoss = false;
            _network.TrainStep(_input, _labels, _optimizer);
        }

        public override void TrainByGraph()
        {
            _network.ReadsLoss = false;
            _steps.TrainStep(_step, _optimizer, _input, _labels);
        }

        public override string? NoGraph => _steps.Reason;

        public override void Infer() => _network.Predict(_input).Dispose();

        public override float Loss()
        {
            _network.ReadsLoss = true;
            return _network.TrainStep(_input, _labels, _optimizer);
        }

        public override void Dispose()
        {
            _steps.Dispose();
            _network.Dispose();
            _optimizer.Dispose();
            _input.Dispose();
            _labels.Dispose();
            Memory.Trim();
        }

        private static Tensor<TInput> Images(int batch, Device device)
        {
            int length = batch;
            foreach (int size in TInput.Dimensions) length *= size;
            var random = new Random(0);
            var pixels = new float[length];
            for (int i = 0; i < pixels.Length; i++) pixels[i] = random.NextSingle() * 4 - 2;
            return Tensor<TInput>.From(pixels, device);
        }
    }
}
