using ModelDsl.Differentiation;
using ModelDsl.Emit;
using ModelDsl.Graphs;
using ModelDsl.Layers;

namespace ModelDsl.Ops;

/// <summary>
/// A method of an own layer's class, to which values and options go by name. The runtime's scope around the call checks the sizes of what it gives
/// and releases what it leaves behind. What it learns are its last inputs.
/// </summary>
internal abstract record OwnLayerOp(OwnCall Own) : Op
{
    public override string Method => $"{Own.Layer.ClassName}.{Function}";

    /// <summary>Nobody knows what the code does: it may hand back what it was given under another shape.</summary>
    public override bool MayShareMemory => true;

    /// <summary>Forward or Backward.</summary>
    protected abstract string Function { get; }

    /// <summary>The whole line.</summary>
    /// <param name="call">Names.</param>
    /// <param name="made">The shape that the first result must have.</param>
    /// <param name="named">What the method takes by name.</param>
    /// <param name="values">What x and y are, where it can take them.</param>
    /// <param name="parameters">The layer's parameters as an argument, where gradients of theirs are to be checked.</param>
    protected string Emit(OpCall call, Shape made, IEnumerable<string> named, Func<string, string?> values, IEnumerable<string> parameters)
    {
        var arguments = new[] { "step", call.Layer, call[0] }.Concat(named.Select(name => $"{CSharp.Identifier(name)}: {values(name) ?? Argument(call, name)}"));
        var result = new[] { $"{Own.Layer.Class}.{Function}({string.Join(", ", arguments)})" };
        return $"step.OwnLayer({call.Layer}).{Function}({string.Join(", ", result.Concat(parameters).Concat(made.Sizes.Select(Constants.Of)))})";
    }

    public override IEnumerable<string> Arguments(OpCall call) => [call[0]];

    private string Argument(OpCall call, string name)
    {
        var learned = Own.Parts.Parameters;
        for (var i = 0; i < learned.Count; i++)
        {
            if (learned[i].Name == name) return call[call.InputCount - learned.Count + i];
        }

        return Own.Option(name);
    }
}

/// <summary>Inputs: x, and what the layer learns.</summary>
internal sealed record OwnForward(OwnCall Own, Shape Input, Shape Output) : OwnLayerOp(Own)
{
    protected override string Function => OwnLayerCheck.Forward;

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) => [TensorType.Batch(Output)];

    public override void Differentiate(GradientBuilder gradient)
    {
        var inputs = new List<Value> { gradient.OutputGradient(0) };
        if (Own.Backward.Contains("x")) inputs.Add(gradient.Input(0));
        if (Own.Backward.Contains("y")) inputs.Add(gradient.Output(0));
        inputs.AddRange(gradient.Inputs.Skip(1));
        gradient.ContributeAll(gradient.AddNode(new OwnBackward(Own, Input), inputs));
    }

    public override string Emit(OpCall call) => Emit(call, Output, Own.Forward, _ => null, []);
}

/// <summary>Inputs: gradient; x and y where the method takes them; what the layer learns.</summary>
internal sealed record OwnBackward(OwnCall Own, Shape Input) : OwnLayerOp(Own)
{
    protected override string Function => OwnLayerCheck.Backward;

    public override string[] OutputNames => ["Input", .. Own.Parts.Parameters.Select(p => Naming.Pascal(p.Name))];

    public override IReadOnlyList<TensorType> Infer(IReadOnlyList<TensorType> inputs) =>
        [TensorType.Batch(Input), .. inputs.Skip(inputs.Count - Own.Parts.Parameters.Count)];

    public override void Differentiate(GradientBuilder gradient) => throw new InvalidOperationException("A backward pass has no gradient of its own.");

    public override string Emit(OpCall call)
    {
        var takesX = Own.Backward.Contains("x");
        return Emit(
            call, Input, Own.Backward, name => name == "x" ? call[1] : name == "y" ? call[takesX ? 2 : 1] : null,
            Own.Parts.Parameters.Count > 0 ? [call.Layer] : []);
    }
}
