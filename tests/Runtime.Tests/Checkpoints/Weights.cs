namespace ModelDsl.Runtime.Tests.Checkpoints;

internal static class Weights
{
    /// <summary>All numbers of a network in the order of its parameters, then its buffers.</summary>
    public static float[] Of(Network network) =>
    [
        .. network.Parameters.SelectMany(parameter => parameter.Value.ToArray<float>()),
        .. network.Buffers.SelectMany(buffer => buffer.Value.ToArray<float>()),
    ];

    /// <summary>A few steps on four examples, so that no number is at its start.</summary>
    public static void Train(TinyNetwork network, Optimizer optimizer, int steps = 3)
    {
        using var input = Tensor<S2>.From([1, 2, -1, 0.5f, 3, -2, 0, 1]);
        using var labels = Labels.From([0, 1, 2, 1]);
        for (int i = 0; i < steps; i++) network.TrainStep(input, labels, optimizer);
    }
}
