using ModelDsl.Ops;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>What a network says of the memory of its training step is what the step takes.</summary>
public sealed class PlannedMemoryTests
{
    // Scratch memory of single operations is not planned, which counts most in a small network.
    private const double Scratch = 1.25;

    [PlannedBlocksFact]
    public void of_lenet5() => Compare<F1x28x28, F10>(new LeNet5(), examples: 128);

    [PlannedBlocksFact]
    public void of_blocks_that_stand_in_a_row() => Compare<F3x32x32, F10>(new CifarResNet20(), examples: 64);

    [Fact]
    public void the_first_step_needs_no_more_than_the_parameters_beside_what_the_others_do()
    {
        using var network = new LeNet5();
        using var optimizer = new Sgd(0.01, momentum: 0.9);
        using var input = Tensor<F1x28x28>.Empty(1);
        using var labels = Labels.From([1]);
        input.Dispatcher.Aten.ZeroInPlace(input.Handle);
        var first = Peak(() => network.TrainStep(input, labels, optimizer));
        var second = Peak(() => network.TrainStep(input, labels, optimizer));
        // The weights' plain form is there at first, the velocities are not.
        Assert.InRange(first, 0, second + (network.ParameterCount * sizeof(float)));
    }

    private static void Compare<TInput, TOutput>(Network<TInput, TOutput, Labels> made, int examples)
        where TInput : IShape
        where TOutput : IShape
    {
        using var network = made;
        using var optimizer = new Sgd(0.01, momentum: 0.9);
        using var input = Tensor<TInput>.Empty(examples);
        input.Dispatcher.Aten.ZeroInPlace(input.Handle);
        using var labels = Labels.From(new int[examples]);
        network.TrainStep(input, labels, optimizer);
        var before = Memory.CurrentBytes;
        var taken = Peak(() => network.TrainStep(input, labels, optimizer)) - before;
        var planned = network.TrainStepBytes(examples);
        Assert.InRange(taken, planned, (long)(planned * Scratch));
    }

    private static long Peak(Action action)
    {
        Memory.ResetPeak();
        action();
        return Memory.PeakBytes;
    }
}

/// <summary>Skipped where feature maps lie in other blocks than the compiler plans with, or in none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PlannedBlocksFactAttribute : FactAttribute
{
    public PlannedBlocksFactAttribute()
    {
        int block = Dispatcher.Default.Block;
        if (block != Layout.Block) Skip = $"Feature maps lie in blocks of {block} channels here, and are planned with {Layout.Block}.";
    }
}
