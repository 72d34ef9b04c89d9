namespace ModelDsl.Runtime;

/// <summary>One direction of one recurrent layer during a pass; time is the first axis.</summary>
/// <param name="Weights">What it learns.</param>
/// <param name="Sums">[T, N, gates · hidden]: before the loop what the inputs add, after it the gates.</param>
/// <param name="States">[T, N, hidden]: what else the backward pass needs, or none.</param>
/// <param name="Output">[T, N, hidden]</param>
/// <param name="Steps">T.</param>
/// <param name="Hidden">Units.</param>
/// <param name="Reverse">Whether it goes from the end.</param>
internal readonly record struct Recurrence(
    RecurrentWeights Weights, Value Sums, Value States, Value Output, long Steps, long Hidden, bool Reverse)
{
    /// <summary>The step at which the loop is at its k-th turn.</summary>
    public long Time(long turn) => Reverse ? Steps - 1 - turn : turn;
}

/// <summary>What a recurrent layer does in each step: the loop over time, forward and backward, in ATen's operators or by one of the shim's.</summary>
internal abstract class RecurrentCell
{
    /// <summary>Whether its gates are something else than its output.</summary>
    public abstract bool KeepsGates { get; }

    public abstract bool KeepsStates { get; }

    /// <summary>Whether the two biases act as one.</summary>
    public virtual bool AddsBothBiases => true;

    /// <summary>Fills gates, states and output from what the inputs add to the sums.</summary>
    public abstract void Run(Step step, in Recurrence pass);

    /// <summary>The same by the shim's loop.</summary>
    public abstract void RunFused(Step step, in Recurrence pass);

    /// <summary>
    /// The gradients of the sums, [T, N, gates · hidden]: of what the inputs add, and of what the step before adds where that is another; both
    /// are the caller's.
    /// </summary>
    public abstract (Value Sums, Value Hidden) RunBackward(Step step, in Recurrence pass, Value gradient);

    /// <summary>The same by the shim's loop.</summary>
    public abstract (Value Sums, Value Hidden) RunBackwardFused(Step step, in Recurrence pass, Value gradient);
}
