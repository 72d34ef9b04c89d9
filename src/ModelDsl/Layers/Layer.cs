using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>A layer with its constants and shapes known: what it costs, what it learns and how it becomes operations.</summary>
public abstract class Layer(Shape output)
{
    /// <summary>The shape it gives, an example.</summary>
    public Shape Output { get; } = output;

    /// <summary>What it learns, in checkpoint order.</summary>
    public virtual IReadOnlyList<ParameterSpec> Parameters => [];

    public long ParameterCount => Parameters.Sum(p => p.Shape.Elements);

    /// <summary>Multiply-adds an example; bias, normalisation, pooling and activations not counted, as is the custom.</summary>
    public virtual long Macs => 0;

    /// <summary>The runtime class that holds its parameters, and the constructor's arguments after the name; null where it learns nothing.</summary>
    public virtual ParameterHolder? Holder => null;

    /// <summary>The activation it applies to its output without its being written, or null.</summary>
    public virtual ActivationFunction? Carried => null;

    /// <summary>Appends its operations to a forward graph, for a layer of one input.</summary>
    public virtual Value Lower(Lowering lowering, Value input) => throw new InvalidOperationException($"{GetType().Name} has several inputs.");

    /// <summary>The same for any number.</summary>
    public virtual Value Lower(Lowering lowering, IReadOnlyList<Value> inputs) => Lower(lowering, inputs[0]);
}

/// <summary>A learned tensor of a layer: the property of the runtime's parameter class (<c>Weight</c>), its shape, and whether that property may be null.</summary>
public sealed record ParameterSpec(string Property, Shape Shape, bool Optional = false)
{
    /// <summary>Its key in checkpoints behind the layer's name: <c>weight</c>.</summary>
    public string Key { get; init; } = Property.ToLowerInvariant();

    /// <summary>How C# reaches it from the layer's property: <c>.Weight</c>.</summary>
    public string Access { get; init; } = "." + Property;

    /// <summary>The part of the layer's parameters that has it, where they have parts: <c>Inner</c>.</summary>
    public string? Part { get; init; }
}

/// <summary>The runtime class of a layer's parameters, <c>ConvolutionParameters</c>, and its constructor's arguments after network and name.</summary>
public sealed record ParameterHolder(string Class, string Arguments);
