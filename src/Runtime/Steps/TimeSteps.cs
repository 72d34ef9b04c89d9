using static System.FormattableString;

namespace ModelDsl.Runtime;

// Steps of a sequence, [N, T, C].
public sealed partial class Step
{
    private static readonly long[] OverTime = [1];

    /// <summary>The last step: [N, T, C] to [N, C], a view.</summary>
    public Value Last(LayerName layer, Value input) => StepAt(layer, input, -1);

    /// <summary>The first step: [N, T, C] to [N, C], a view.</summary>
    public Value First(LayerName layer, Value input) => StepAt(layer, input, 0);

    /// <summary>The gradient of <see cref="Last"/>'s input: the output's in the last of so many steps, zeros before it.</summary>
    public Value LastBackward(LayerName layer, Value gradient, int steps) => StepAtBackward(layer, gradient, steps, steps - 1);

    /// <summary>The gradient of <see cref="First"/>'s input: the output's in the first of so many steps, zeros behind it.</summary>
    public Value FirstBackward(LayerName layer, Value gradient, int steps) => StepAtBackward(layer, gradient, steps, 0);

    /// <summary>The steps from the last to the first, which is its own gradient.</summary>
    public Value Reverse(LayerName layer, Value input)
    {
        CheckRank(layer, input, 3, "[N, T, C]");
        try
        {
            return Own(_aten.Flip(Handle(input), OverTime));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    /// <summary>[N, T, C] to [N, C, T], a view; its own gradient.</summary>
    public Value Transpose(LayerName layer, Value input)
    {
        CheckRank(layer, input, 3, "[N, T, C]");
        try
        {
            return _slots.Own(_aten.Transpose(Handle(input), 1, 2), foreign: !_slots.MayWrite(input));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    private Value StepAt(LayerName layer, Value input, int index)
    {
        CheckRank(layer, input, 3, "[N, T, C]");
        try
        {
            return _slots.Own(_aten.Select(Handle(input), 1, index), foreign: !_slots.MayWrite(input));
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }

    // Step after step in memory, as recurrent layers, which mostly stand before it, work.
    private Value StepAtBackward(LayerName layer, Value gradient, int steps, int index)
    {
        CheckRank(layer, gradient, 2, "[N, C]");
        if (steps < 1) throw new LayerException(Network, layer, Invariant($"there is no sequence of {steps} steps."));
        try
        {
            var byTime = Empty(steps, Size(gradient, 0), Size(gradient, 1));
            _aten.ZeroInPlace(Handle(byTime));
            var step = At(byTime, index);
            _aten.CopyInPlace(Handle(step), Handle(gradient));
            var result = Own(_aten.Transpose(Handle(byTime), 0, 1));
            Release(byTime, step);
            return result;
        }
        catch (LibTorchException e)
        {
            throw Failure(layer, e);
        }
    }
}
