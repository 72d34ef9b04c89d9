using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes the methods that compute: prediction, training, and the forward and backward pass that compose by hand.</summary>
internal sealed class PassEmitter(CodeWriter writer, BoundModel model, Passes passes, Signature signature, SourcePlaces places)
{
    private readonly LayerEmitter _layers = new(writer, passes.Blocks);
    private readonly string _output = signature.Outputs[0].Type;
    private readonly string _outputShape = model.Output.TypeName;

    public void Write()
    {
        WritePredict(signature.Inputs.Count == 1 ? "override " : "", "Predict", passes.Predict, $"The output at inference, [N, {Sizes(model.Output)}]{(model.EndsInSoftmax ? ": class probabilities" : "")}. Keeps nothing; safe to call from several threads.");
        if (passes.PredictAll is { } all) new OutputsEmitter(writer, model, signature, Begin).Write(all);
        if (passes.Logits is { } logits)
        {
            WritePredict("", "Logits", logits, $"The scores before the last {(model.EndsInSoftmax ? "softmax" : "sigmoid")}, [N, {Sizes(model.Output)}], at inference.");
        }

        WriteEvaluate();
        WriteTrainStep();
        if (passes.Forward is null) return;
        WriteForward();
        WriteBackward();
        WriteActivations();
    }

    /// <summary>The property that keeps a value between two passes.</summary>
    public static string Field(Value value) => value.Name == "x" ? "Input" : Naming.Pascal(value.Name);

    /// <summary>The C# type of a value: a tensor, or what a block keeps.</summary>
    public static string TypeOf(Value value, LayerEmitter layers)
    {
        if (value.Type.Element != Element.State) return "Value";
        var block = ((BlockForward)value.Producer.Op).Block;
        return layers.ClassOf(block) + (block.Count == 1 ? ".Saved" : ".State");
    }

    private static string Sizes(Shape shape) => string.Join(", ", shape.Sizes);

    private static string Join(params string[] parameters) => string.Join(", ", parameters.Where(p => p.Length > 0));

    private void WritePredict(string modifier, string method, Plan plan, string summary)
    {
        writer.Line().Line($"/// <summary>{summary}</summary>").Open($"public {modifier}{_output} {method}({signature.InputParameters})");
        var body = Begin(plan);
        writer.Line($"return step.Return<{_outputShape}>({body[plan.Results[0]]});").Close();
    }

    private void WriteEvaluate()
    {
        var plan = passes.Evaluate;
        writer.Line().Line("/// <summary>The loss and the output at inference.</summary>")
            .Open($"public {Override}float Evaluate({Join(signature.InputParameters, signature.TargetParameters, $"out {_output} output")})");
        var body = Begin(plan);
        writer.Line($"output = step.Return<{_outputShape}>({body[plan.Results[1]]});").Line($"return step.Read({body[plan.Results[0]]});").Close();
    }

    private void WriteTrainStep()
    {
        var plan = passes.TrainStep;
        writer.Line().Line("/// <summary>Forward, loss, backward and update in one pass; the loss before the update.</summary>")
            .Open($"public {Override}float TrainStep({Join(signature.InputParameters, signature.TargetParameters, "Optimizer optimizer")})");
        var body = Begin(plan);
        writer.Line($"return step.Read({body[plan.Results[0]]});").Close();
    }

    private string Override => signature.IsTrainable ? "override " : "";

    private void WriteForward()
    {
        var plan = passes.Forward!;
        writer.Line().Line("/// <summary>The forward pass of training: the output, and what <see cref=\"Backward\"/> needs of the way there.</summary>")
            .Open($"public Activations Forward({signature.InputParameters})");
        var body = Begin(plan);
        var output = plan.Results[0];
        foreach (var value in passes.Saved.Where(v => v == output || plan.Arguments.Contains(v)))
        {
            var shared = $"saved{Field(value)}";
            writer.Line($"var {shared} = step.Share({body[value]});");
            if (value != output) body.Bind(value, shared);
        }

        writer.Line($"var output = step.Return<{_outputShape}>({body[output]});");
        if (passes.Saved.Contains(output)) body.Bind(output, $"saved{Field(output)}");
        writer.Line("return new Activations(step.Detach(), output)").Line("{");
        foreach (var value in passes.Saved) writer.Line($"    {Field(value)} = {body[value]},");
        writer.Line("};").Close();
    }

    private void WriteBackward()
    {
        var plan = passes.Backward!;
        var hasGradient = plan.Results.Count > 0;
        writer.Line().Line($"/// <summary>Adds to every parameter's gradient{(hasGradient ? " and returns the input's" : "")}; releases the activations as it goes.</summary>")
            .Open($"public {(hasGradient ? signature.Inputs[0].Type : "void")} Backward(Activations activations, {_output} gradient)").Line("using var step = activations.Resume();");
        var body = new MethodEmitter(writer, places);
        writer.Line("var dOutput = step.Input(gradient, \"gradient\");");
        body.Bind(plan.Arguments[0], "dOutput");
        foreach (var value in passes.Saved) body.Bind(value, "activations." + Field(value));
        body.Write(plan);
        if (hasGradient) writer.Line($"return step.Return<{model.Input.TypeName}>({body[plan.Results[0]]});");
        writer.Close();
    }

    private void WriteActivations()
    {
        writer.Line().Line("/// <summary>What <see cref=\"Forward\"/> keeps for <see cref=\"Backward\"/>. Dispose of it where no backward pass follows.</summary>")
            .Open($"public sealed class Activations : ForwardState<{_outputShape}>")
            .Line($"internal Activations(Step step, {_output} output)").Line("    : base(step, output)").Open("").Close();
        foreach (var value in passes.Saved) writer.Line().Line($"internal {TypeOf(value, _layers)} {Field(value)} {{ get; init; }}");
        writer.Close();
    }

    private MethodEmitter Begin(Plan plan)
    {
        writer.Line("using var step = Begin();");
        var body = new MethodEmitter(writer, places);
        var first = "";
        for (var i = 0; i < plan.Arguments.Count; i++)
        {
            var isInput = i < signature.Inputs.Count;
            var name = isInput ? signature.Inputs[i].Name : signature.Targets[i - signature.Inputs.Count].Name;
            var isAlone = isInput ? signature.Inputs.Count == 1 : signature.Targets.Count == 1;
            var local = isInput ? (isAlone ? "x" : "x" + Naming.Pascal(name)) : isAlone ? "targets" : "t" + Naming.Pascal(name);
            var call = !isInput ? $"Target({CSharp.Identifier(name)}, {first})"
                : $"{(plan.Arguments[i].Type.Element == Element.Token ? "Tokens" : "Input")}({CSharp.Identifier(name)}, {CSharp.Literal(name)})";
            writer.Line($"var {local} = step.{call};");
            body.Bind(plan.Arguments[i], local);
            if (first.Length == 0) first = local;
        }

        body.Write(plan);
        return body;
    }
}
