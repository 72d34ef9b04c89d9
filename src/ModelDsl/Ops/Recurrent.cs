using ModelDsl.Differentiation;
using ModelDsl.Graphs;

namespace ModelDsl.Ops;

/// <summary>What a recurrent layer computes in each step.</summary>
public sealed record RecurrentCell
{
    private RecurrentCell(string name, int gates, params string[] kept) => (Name, Gates, Kept) = (name, gates, kept);

    /// <summary>h = tanh(W x + b + V h' + c), Elman 1990.</summary>
    public static RecurrentCell Rnn { get; } = new("Rnn", 1);

    /// <summary>Long short-term memory, Hochreiter and Schmidhuber 1997, with forget gates.</summary>
    public static RecurrentCell Lstm { get; } = new("Lstm", 4, "Gates", "Cells");

    /// <summary>Gated recurrent units, Cho et al. 2014.</summary>
    public static RecurrentCell Gru { get; } = new("Gru", 3, "Gates", "Hidden");

    /// <summary>The runtime's name for it.</summary>
    public string Name { get; }

    /// <summary>How many sums a unit makes.</summary>
    public int Gates { get; }

    /// <summary>What its backward pass needs beside the output: nothing, or the gates and one number a unit.</summary>
    public IReadOnlyList<string> Kept { get; }
}

/// <summary>
/// One layer of a recurrent stack over all steps: x [N, T, C] to [N, T, directions · hidden], and what its backward pass needs.
/// Inputs: x; for each direction the weights of input and state and their biases.
/// </summary>
public sealed record Recurrent(RecurrentCell Cell, int Level, int Hidden, int Directions) : Op
{
    public override string Method => Cell.Name;

    public override string[] OutputNames => ["", .. Cell.Kept];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs)
    {
        var steps = inputs[0].Shape.Steps;
        var output = TensorType.Batch(Shape.Of(steps, Directions * Hidden));
        return Cell.Kept.Count == 0
            ? [output]
            : [output, TensorType.Batch(Shape.Of(Directions, steps, Cell.Gates * Hidden)), TensorType.Batch(Shape.Of(Directions, steps, Hidden))];
    }

    public override void Differentiate(GradientBuilder gradient)
    {
        var kept = Enumerable.Range(0, Cell.Kept.Count + 1).Select(gradient.Output);
        gradient.ContributeAll(gradient.AddNode(
            new RecurrentBackward(Cell, Level, Directions), [gradient.OutputGradient(0), .. gradient.Inputs, .. kept]));
    }

    public override IEnumerable<string> Arguments(OpCall call) => new[] { call[0] }.Concat(Constants.Optional("level", Level, 0));
}

/// <summary>The gradients of x and of the weights. Inputs: gradient, those of <see cref="Recurrent"/>, and all that it gave.</summary>
public sealed record RecurrentBackward(RecurrentCell Cell, int Level, int Directions) : BackwardOp
{
    private static readonly string[] Forth = ["Input", "WeightIh", "WeightHh", "BiasIh", "BiasHh"];

    private static readonly string[] BothWays = [.. Forth, "WeightIhReverse", "WeightHhReverse", "BiasIhReverse", "BiasHhReverse"];

    public override string Method => Cell.Name + (Directions == 1 ? "Backward" : "BackwardBothWays");

    public override string[] OutputNames => Directions == 1 ? Forth : BothWays;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => inputs.Skip(1).Take(OutputNames.Length).ToArray();

    public override IEnumerable<string> Arguments(OpCall call)
    {
        var given = Enumerable.Range(1 + OutputNames.Length, call.InputCount - 1 - OutputNames.Length).Select(i => call[i]);
        return new[] { call[0], call[1] }.Concat(given).Concat(Constants.Optional("level", Level, 0))
            .Concat(Constants.Optional("inputGradient", call.Uses(0), usual: true));
    }
}
