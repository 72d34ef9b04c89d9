using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>A function of each number that is no activation: a conv or fc before it keeps its own.</summary>
public abstract class PointwiseKind : LayerKind
{
    public override string Example => Keyword;

    protected abstract PointwiseOp Operation { get; }

    public override Layer Bind(LayerCall call, Shape input) => new Bound(input, Operation);

    private sealed class Bound(Shape output, PointwiseOp operation) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(operation, input);
    }
}

/// <summary><c>abs</c>: |x|.</summary>
public sealed class AbsKind : PointwiseKind
{
    public override string Keyword => "abs";

    protected override PointwiseOp Operation => new Abs();
}

/// <summary><c>square</c>: x².</summary>
public sealed class SquareKind : PointwiseKind
{
    public override string Keyword => "square";

    protected override PointwiseOp Operation => new Square();
}

/// <summary><c>exp</c>: e to the x.</summary>
public sealed class ExpKind : PointwiseKind
{
    public override string Keyword => "exp";

    protected override PointwiseOp Operation => new Exp();
}
