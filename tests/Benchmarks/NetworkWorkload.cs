using ModelDsl.Runtime;

namespace ModelDsl.Benchmarks;

/// <summary>A workload of a compiled network that classifies.</summary>
internal sealed record NetworkWorkload<TInput, TOutput>(
    string Key, string Model, Task Task, int Batch, int Operations, int Rounds, int WarmUps, Func<Network<TInput, TOutput, Labels>> Create)
    : Workload(Key, Model, Task, Batch, Operations, Rounds, WarmUps)
    where TInput : IShape
    where TOutput : IShape
{
    public override Func<Operation> Data()
    {
        var random = new Random(0);
        var pixels = new float[Batch * Length(TInput.Dimensions)];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = random.NextSingle() * 4 - 2;
        var classes = new int[Batch];
        for (int i = 0; i < Batch; i++) classes[i] = random.Next(Length(TOutput.Dimensions));
        var (input, labels) = (Tensor<TInput>.From(pixels), Labels.From(classes));
        return () =>
        {
            var network = Create();
            network.Precision = Precision;
            return new NetworkOperation(network, input, labels, Task);
        };
    }

    private static int Length(ReadOnlySpan<int> dimensions)
    {
        int length = 1;
        foreach (int dimension in dimensions) length *= dimension;
        return length;
    }

    private sealed class NetworkOperation(Network<TInput, TOutput, Labels> network, Tensor<TInput> input, Labels labels, Task task)
        : Operation
    {
        private readonly Sgd _optimizer = new(learningRate: 1e-3, momentum: 0.9);

        public override Network Network => network;

        public override void Run()
        {
            if (task == Task.Training) network.TrainStep(input, labels, _optimizer);
            else network.Predict(input).Dispose();
        }

        public override void Dispose()
        {
            network.Dispose();
            _optimizer.Dispose();
            input.Dispose();
            labels.Dispose();
            Memory.Trim();
        }
    }
}
