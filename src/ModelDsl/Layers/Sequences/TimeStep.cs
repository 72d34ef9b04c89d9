using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>One step of a sequence: steps x features become the features.</summary>
public abstract class TimeStepKind(string keyword, bool isLast) : LayerKind
{
    public override string Keyword => keyword;

    public override string Example => keyword;

    public override Layer? Bind(LayerCall call, Shape input) =>
        Sequences.IsSequence(call, input) ? new Bound(Shape.Of(input.Features), isLast) : null;

    private sealed class Bound(Shape output, bool isLast) : Layer(output)
    {
        public override Value Lower(Lowering lowering, Value input) => lowering.Add(new TimeStep(isLast), input);
    }
}

/// <summary><c>last</c>: what a recurrent layer gives when it has seen everything.</summary>
public sealed class LastKind() : TimeStepKind("last", isLast: true);

/// <summary><c>first</c>: where a class token stands.</summary>
public sealed class FirstKind() : TimeStepKind("first", isLast: false);
