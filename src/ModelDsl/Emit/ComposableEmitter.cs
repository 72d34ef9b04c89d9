using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes the forward and the backward pass that compose by hand, and the class of what goes from one to the other.</summary>
internal sealed class ComposableEmitter(
    CodeWriter writer, BoundModel model, Passes passes, Signature signature, SourcePlaces places, Func<Plan, MethodEmitter> begin)
{
    private readonly LayerEmitter _layers = new(writer, passes.Blocks);

    private bool IsSingle => signature.Outputs.Count == 1;

    public void Write()
    {
        WriteForward();
        WriteBackward();
        WriteActivations();
    }

    private void WriteForward()
    {
        var plan = passes.Forward;
        var outputs = plan.Results.Take(signature.Outputs.Count).ToArray();
        writer.Line().Line($"/// <summary>The forward pass of training: the output{(IsSingle ? "" : "s")}, and what <see cref=\"Backward\"/> needs of the way there.</summary>")
            .Open($"public Activations Forward({signature.InputParameters})");
        var body = begin(plan);
        foreach (var value in passes.Saved.Where(v => outputs.Contains(v) || plan.Arguments.Contains(v)))
        {
            var shared = $"saved{PassEmitter.Field(value)}";
            writer.Line($"var {shared} = step.Share({body[value]});");
            if (!outputs.Contains(value)) body.Bind(value, shared);
        }

        var names = outputs.Select((_, i) => IsSingle ? "output" : CSharp.Identifier("output" + Naming.Pascal(signature.Outputs[i].Name))).ToArray();
        for (var i = 0; i < outputs.Length; i++) writer.Line($"var {names[i]} = step.Return<{model.Body.Outputs[i].Output.TypeName}>({body[outputs[i]]});");
        foreach (var output in outputs.Where(passes.Saved.Contains)) body.Bind(output, $"saved{PassEmitter.Field(output)}");
        writer.Line($"return new Activations(step.Detach(), {string.Join(", ", names)})").Line("{");
        foreach (var value in passes.Saved) writer.Line($"    {PassEmitter.Field(value)} = {body[value]},");
        writer.Line("};").Close();
    }

    private void WriteBackward()
    {
        var plan = passes.Backward;
        var gradients = signature.Outputs.Select(o => (o.Type, Name: IsSingle ? "gradient" : o.Name + "Gradient")).ToArray();
        writer.Line().Line($"/// <summary>Adds to every parameter's gradient{Gives()}; releases the activations as it goes.</summary>")
            .Open($"public {ResultType()} Backward(Activations activations, {string.Join(", ", gradients.Select(g => $"{g.Type} {CSharp.Identifier(g.Name)}"))})")
            .Line("using var step = activations.Resume();");
        var body = new MethodEmitter(writer, places);
        for (var i = 0; i < gradients.Length; i++)
        {
            writer.Line($"var {plan.Arguments[i].Name} = step.Input({CSharp.Identifier(gradients[i].Name)}, {CSharp.Literal(gradients[i].Name)});");
            body.Bind(plan.Arguments[i], plan.Arguments[i].Name);
        }

        foreach (var value in passes.Saved) body.Bind(value, "activations." + PassEmitter.Field(value));
        body.Write(plan);
        var results = Gradients().Select(g => $"step.Return<{model.Body.Inputs[g.Input].Output.TypeName}>({body[g.Value]})").ToArray();
        if (results.Length == 1) writer.Line($"return {results[0]};");
        else if (results.Length > 1) writer.Line($"return ({string.Join(", ", results)});");
        writer.Close();
    }

    private IEnumerable<(int Input, Value Value)> Gradients()
    {
        for (var i = 0; i < passes.InputGradients.Count; i++)
        {
            if (passes.InputGradients[i] is { } value) yield return (i, value);
        }
    }

    private string Gives() => passes.InputGradients.All(g => g is null) ? "" : passes.InputGradients.Count == 1 ? " and returns the input's" : " and returns the inputs'";

    private string ResultType()
    {
        var types = Gradients().Select(g => signature.Inputs[g.Input]).ToArray();
        return types.Length switch
        {
            0 => "void",
            1 => types[0].Type,
            _ => $"({string.Join(", ", types.Select(t => $"{t.Type} {Naming.Pascal(t.Name)}"))})",
        };
    }

    private void WriteActivations()
    {
        writer.Line().Line("/// <summary>What <see cref=\"Forward\"/> keeps for <see cref=\"Backward\"/>. Dispose of it where no backward pass follows.</summary>");
        if (IsSingle)
        {
            writer.Open($"public sealed class Activations : ForwardState<{model.Output.TypeName}>")
                .Line($"internal Activations(Step step, {signature.Outputs[0].Type} output)").Line("    : base(step, output)").Open("").Close();
        }
        else
        {
            // One is the step already.
            var parameters = signature.Outputs.Select(o => (o.Type, Name: o.Name == "step" ? "stepOutput" : CSharp.Identifier(o.Name), Property: Naming.Pascal(o.Name))).ToArray();
            writer.Open("public sealed class Activations : ForwardState")
                .Line($"internal Activations(Step step, {string.Join(", ", parameters.Select(p => $"{p.Type} {p.Name}"))})")
                .Line($"    : base(step, {string.Join(", ", parameters.Select(p => p.Name))})").Open("");
            foreach (var (_, name, property) in parameters) writer.Line($"{property}Output = {name};");
            writer.Close();
            foreach (var (type, name, property) in parameters)
            {
                writer.Line().Line($"/// <summary>The output <c>{name}</c>; disposed with this state.</summary>").Line($"public {type} {property}Output {{ get; }}");
            }
        }

        foreach (var value in passes.Saved) writer.Line().Line($"internal {PassEmitter.TypeOf(value, _layers)} {PassEmitter.Field(value)} {{ get; init; }}");
        writer.Close();
    }
}
