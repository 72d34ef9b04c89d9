using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes the methods that compute: prediction, training, and the forward and backward pass that compose by hand.</summary>
internal sealed class PassEmitter(CodeWriter writer, BoundModel model, Passes passes, string documentPath)
{
    private readonly SourcePlaces _places = new(model.Text, documentPath);
    private readonly string _input = $"Tensor<{model.Input.TypeName}>";
    private readonly string _output = $"Tensor<{model.Output.TypeName}>";
    private readonly string _target = $"{CSharp.TargetType(model.Loss, model.Output)} {CSharp.TargetName(model.Loss)}";

    public void Write()
    {
        WritePredict("override ", "Predict", passes.Predict, $"The output at inference, [N, {Sizes(model.Output)}]{(model.EndsInSoftmax ? ": class probabilities" : "")}. Keeps nothing; safe to call from several threads.");
        if (passes.Logits is { } logits)
        {
            WritePredict("", "Logits", logits, $"The scores before the last {(model.EndsInSoftmax ? "softmax" : "sigmoid")}, [N, {Sizes(model.Output)}], at inference.");
        }

        WriteEvaluate();
        WriteTrainStep();
        WriteForward();
        WriteBackward();
        WriteActivations();
    }

    private static string Sizes(Shape shape) => string.Join(", ", shape.Sizes);

    private void WritePredict(string modifier, string method, Plan plan, string summary)
    {
        writer.Line().Line($"/// <summary>{summary}</summary>").Open($"public {modifier}{_output} {method}({_input} input)");
        var body = Begin(plan);
        writer.Line($"return step.Return<{model.Output.TypeName}>({body[plan.Results[0]]});").Close();
    }

    private void WriteEvaluate()
    {
        var plan = passes.Evaluate;
        writer.Line().Line("/// <summary>The loss and the output at inference.</summary>").Open($"public override float Evaluate({_input} input, {_target}, out {_output} output)");
        var body = Begin(plan);
        writer.Line($"output = step.Return<{model.Output.TypeName}>({body[plan.Results[1]]});").Line($"return step.Read({body[plan.Results[0]]});").Close();
    }

    private void WriteTrainStep()
    {
        var plan = passes.TrainStep;
        writer.Line().Line("/// <summary>Forward, loss, backward and update in one pass; the loss before the update.</summary>")
            .Open($"public override float TrainStep({_input} input, {_target}, Optimizer optimizer)");
        var body = Begin(plan);
        writer.Line($"return step.Read({body[plan.Results[0]]});").Close();
    }

    private void WriteForward()
    {
        var plan = passes.Forward;
        writer.Line().Line("/// <summary>The forward pass of training: the output, and what <see cref=\"Backward\"/> needs of the way there.</summary>")
            .Open($"public Activations Forward({_input} input)");
        var body = Begin(plan);
        var output = plan.Results[0];
        foreach (var value in passes.Saved.Where(v => v == output || plan.Arguments.Contains(v)))
        {
            var shared = $"saved{Field(value)}";
            writer.Line($"var {shared} = step.Share({body[value]});");
            if (value != output) body.Bind(value, shared);
        }

        writer.Line($"var output = step.Return<{model.Output.TypeName}>({body[output]});");
        if (passes.Saved.Contains(output)) body.Bind(output, $"saved{Field(output)}");
        writer.Line("return new Activations(step.Detach(), output)").Line("{");
        foreach (var value in passes.Saved) writer.Line($"    {Field(value)} = {body[value]},");
        writer.Line("};").Close();
    }

    private void WriteBackward()
    {
        var plan = passes.Backward;
        writer.Line().Line("/// <summary>Adds to every parameter's gradient and returns the input's; releases the activations as it goes.</summary>")
            .Open($"public {_input} Backward(Activations activations, {_output} gradient)").Line("using var step = activations.Resume();");
        var body = new MethodEmitter(writer, _places);
        writer.Line("var dOutput = step.Input(gradient, \"gradient\");");
        body.Bind(plan.Arguments[0], "dOutput");
        foreach (var value in passes.Saved) body.Bind(value, "activations." + Field(value));
        body.Write(plan);
        writer.Line($"return step.Return<{model.Input.TypeName}>({body[plan.Results[0]]});").Close();
    }

    private void WriteActivations()
    {
        writer.Line().Line("/// <summary>What <see cref=\"Forward\"/> keeps for <see cref=\"Backward\"/>. Dispose of it where no backward pass follows.</summary>")
            .Open($"public sealed class Activations : ForwardState<{model.Output.TypeName}>")
            .Line($"internal Activations(Step step, {_output} output)").Line("    : base(step, output)").Open("").Close();
        foreach (var value in passes.Saved) writer.Line().Line($"internal Value {Field(value)} {{ get; init; }}");
        writer.Close();
    }

    private MethodEmitter Begin(Plan plan)
    {
        writer.Line("using var step = Begin();");
        var body = new MethodEmitter(writer, _places);
        writer.Line("var x = step.Input(input, \"input\");");
        body.Bind(plan.Arguments[0], "x");
        if (plan.Arguments.Count > 1)
        {
            writer.Line($"var targets = step.Target({CSharp.TargetName(model.Loss)}, x);");
            body.Bind(plan.Arguments[1], "targets");
        }

        body.Write(plan);
        return body;
    }

    private static string Field(Value value) => value.Name == "x" ? "Input" : Naming.Pascal(value.Name);
}
