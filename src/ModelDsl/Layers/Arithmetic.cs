using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>What add, subtract and multiply share: any number of values, taken from left to right, stretched as <see cref="Broadcast"/> says.</summary>
public abstract class ArithmeticKind : LayerKind
{
    public override string Example => Keyword + "(a, b)";

    public override Arity Inputs => Arity.AtLeast(2);

    /// <summary>What stands between branches.</summary>
    protected abstract string Sign { get; }

    /// <summary>What the values cannot be: <c>added</c>.</summary>
    protected abstract string Participle { get; }

    /// <summary>Two values can change places: then the one that the result is as large as comes first, and may be overwritten.</summary>
    protected abstract bool Commutes { get; }

    protected abstract Op Operation { get; }

    public override Layer? Bind(LayerCall call, IReadOnlyList<Shape> inputs)
    {
        if (Broadcast.Of(inputs) is { } output) return new Bound(this, output);
        call.Report(Catalogue.CannotCombine(call.Place, call.Written, inputs, Sign, Participle));
        return null;
    }

    private sealed class Bound(ArithmeticKind kind, Shape output) : Layer(output)
    {
        public override Value Lower(Lowering lowering, IReadOnlyList<Value> inputs)
        {
            var result = inputs[0];
            for (var i = 1; i < inputs.Count; i++) result = Combine(lowering, result, inputs[i]);
            return result;
        }

        private Value Combine(Lowering lowering, Value left, Value right)
        {
            (left, right) = (Align(lowering, left, right), Align(lowering, right, left));
            var swap = kind.Commutes && Broadcast.Of(left.Type.Shape, right.Type.Shape) == right.Type.Shape && left.Type.Shape != right.Type.Shape;
            return swap ? lowering.Add(kind.Operation, right, left) : lowering.Add(kind.Operation, left, right);
        }

        /// <summary>Gives a value of one number a channel the other axes too.</summary>
        private static Value Align(Lowering lowering, Value value, Value other)
        {
            var shape = Broadcast.Aligned(value.Type.Shape, other.Type.Shape.Rank)!;
            if (shape == value.Type.Shape) return value;
            var aligned = lowering.Add(new Reshape(shape), value);
            aligned.Name = value.Name + "PerChannel";
            return aligned;
        }
    }
}

/// <summary><c>add(a, b)</c>, <c>[ a + b ]</c>: the sum.</summary>
public sealed class AdditionKind : ArithmeticKind
{
    public override string Keyword => "add";

    protected override string Sign => "+";

    protected override string Participle => "added";

    protected override bool Commutes => true;

    protected override Op Operation => new Add();
}

/// <summary><c>subtract(a, b)</c>, <c>[ a - b ]</c>: the difference.</summary>
public sealed class SubtractionKind : ArithmeticKind
{
    public override string Keyword => "subtract";

    protected override string Sign => "-";

    protected override string Participle => "subtracted";

    protected override bool Commutes => false;

    protected override Op Operation => new Subtract();
}

/// <summary><c>multiply(a, b)</c>, <c>[ a * b ]</c>: the product, element by element.</summary>
public sealed class MultiplicationKind : ArithmeticKind
{
    public override string Keyword => "multiply";

    protected override string Sign => "*";

    protected override string Participle => "multiplied";

    protected override bool Commutes => true;

    protected override Op Operation => new Multiply();
}
