using ModelDsl.Runtime;

namespace ModelDsl.Benchmarks;

/// <summary>What is measured of a network.</summary>
internal enum Task
{
    /// <summary>Forward, cross-entropy, backward and an update by SGD with momentum 0.9, on the same batch again and again.</summary>
    Training,

    /// <summary>Forward without gradients.</summary>
    Inference,
}

/// <summary>One task of one model: how many operations a round has, and how many rounds are measured after how many to warm up.</summary>
/// <param name="Key">The model's name at the command line and to the peers.</param>
internal abstract record Workload(string Key, string Model, Task Task, int Batch, int Operations, int Rounds, int WarmUps)
{
    /// <summary>What our side's feature maps are of.</summary>
    public Precision Precision { get; init; }

    public sealed override string ToString() => $"{Model}{(Precision == Precision.Float32 ? "" : ", bf16")}, {(Task == Task.Training ? "training step" : "inference")}, batch {Batch}";

    /// <summary>Our side of it, ready to run.</summary>
    public Operation Prepare() => Data()();

    /// <summary>Makes the data, and gives what makes the rest.</summary>
    public abstract Func<Operation> Data();
}

/// <summary>What runs once per operation.</summary>
internal abstract class Operation : IDisposable
{
    public abstract Runtime.Network Network { get; }

    public abstract void Run();

    public abstract void Dispose();
}
