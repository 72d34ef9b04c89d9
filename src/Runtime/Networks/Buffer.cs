namespace ModelDsl.Runtime;

/// <summary>Numbers a network keeps and saves, but does not train: batch normalisation's running statistics.</summary>
public sealed class Buffer
{
    internal Buffer(string name, Tensor value) => (Name, Value) = (name, value);

    /// <summary>Layer and role: <c>bn1.running_mean</c>. The key in checkpoints.</summary>
    public string Name { get; }

    /// <summary>The numbers; they live as long as the network.</summary>
    public Tensor Value { get; }

    /// <summary>The numbers to write to.</summary>
    internal nint Handle => Value.Handle;

    /// <summary>The numbers to read from.</summary>
    internal nint HandleToRead => Value.PlainToRead;
}
