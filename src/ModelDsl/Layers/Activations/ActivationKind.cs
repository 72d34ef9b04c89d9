using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>A layer that is an element-wise function; also what <c>activation</c> may name.</summary>
public abstract class ActivationKind : LayerKind
{
    internal const string He = "He";
    internal const string Glorot = "Glorot";

    public override LayerRole Role => LayerRole.Activation;

    public override string Example => Keyword;

    public override Layer? Bind(LayerCall call, Shape input) => new Bound(input, Function(call));

    private sealed class Bound(Shape output, ActivationFunction? function) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => function is null ? input : lowering.Add(new Activate(function), input);
    }
}
