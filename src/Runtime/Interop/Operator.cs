namespace ModelDsl.Runtime.Interop;

/// <summary>An operator resolved once by its name and overload, for one dispatcher.</summary>
public sealed class Operator
{
    /// <param name="name">With its namespace: "aten::convolution_backward".</param>
    /// <param name="overload">Empty for the first overload.</param>
    /// <param name="handle">The dispatcher's own; 0 when its libtorch has no such operator.</param>
    public Operator(string name, string overload, nint handle) => (Name, Overload, Handle) = (name, overload, handle);

    public string Name { get; }

    public string Overload { get; }

    public nint Handle { get; }

    /// <summary>Whether the dispatcher's libtorch has this operator; calling one that is missing throws.</summary>
    public bool Exists => Handle != 0;

    public override string ToString() => Overload.Length == 0 ? Name : $"{Name}.{Overload}";
}
