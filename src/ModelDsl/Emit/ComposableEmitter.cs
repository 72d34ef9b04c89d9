using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes the forward and the backward pass that compose by hand, and the class of what goes from one to the other.</summary>
internal sealed class ComposableEmitter(
    CodeWriter writer, BoundModel model, Passes passes, Signature signature, SourcePlaces places, Func<Plan, IEnumerable<string>, MethodEmitter> begin)
{
    private readonly LayerEmitter _layers = new(writer, passes.Blocks);

    private readonly SavedFields _fields = new(passes.Saved, signature.OutputProperties);

    private bool IsSingle => signature.Outputs.Count == 1;

    public void Write()
    {
        WriteForward();
        WriteBackward();
        new ActivationsEmitter(writer, signature).Write(passes.Saved.Select(v => (PassEmitter.TypeOf(v, _layers), _fields[v])));
    }

    private void WriteForward()
    {
        var plan = passes.Forward;
        var outputs = plan.Results.Take(signature.Outputs.Count).ToArray();
        writer.Line().Line($"/// <summary>The forward pass of training: the output{(IsSingle ? "" : "s")}, and what <see cref=\"Backward\"/> needs of the way there.</summary>")
            .Open(signature.Forward);
        var names = outputs.Select((_, i) => IsSingle ? "output" : signature.Unlike("output" + Naming.Pascal(signature.Outputs[i].Name))).ToArray();
        var body = begin(plan, [.. names, .. passes.Saved.Select(Shared)]);
        foreach (var value in passes.Saved.Where(v => outputs.Contains(v) || plan.Arguments.Contains(v)))
        {
            writer.Line($"var {Shared(value)} = step.Share({body[value]});");
            if (!outputs.Contains(value)) body.Bind(value, Shared(value));
        }

        for (var i = 0; i < outputs.Length; i++) writer.Line($"var {names[i]} = step.Return<{model.Body.Outputs[i].Output.TypeName}>({body[outputs[i]]});");
        foreach (var output in outputs.Where(passes.Saved.Contains)) body.Bind(output, Shared(output));
        writer.Line($"return new Activations(step.Detach(), {string.Join(", ", names)})").Line("{");
        foreach (var value in passes.Saved) writer.Line($"    {_fields[value]} = {body[value]},");
        writer.Line("};").Close();
    }

    private void WriteBackward()
    {
        var plan = passes.Backward;
        var gradients = signature.OutputGradients;
        writer.Line().Line($"/// <summary>Adds to every parameter's gradient{Gives()}; releases the activations as it goes.</summary>")
            .Open(signature.Backward)
            .Line("using var step = activations.Resume();");
        var body = new MethodEmitter(writer, places);
        foreach (var (_, name) in gradients) body.Reserve(name);
        for (var i = 0; i < gradients.Count; i++)
        {
            writer.Line($"var {plan.Arguments[i].Name} = step.Input({CSharp.Identifier(gradients[i].Name)}, {CSharp.Literal(gradients[i].Name)});");
            body.Bind(plan.Arguments[i], plan.Arguments[i].Name);
            body.Reserve(plan.Arguments[i].Name);
        }

        foreach (var value in passes.Saved) body.Bind(value, "activations." + _fields[value]);
        body.Write(plan);
        var results = Gradients().Select(g => $"step.Return<{model.Body.Inputs[g.Input].Output.TypeName}>({body[g.Value]})").ToArray();
        if (results.Length == 1) writer.Line($"return {results[0]};");
        else if (results.Length > 1) writer.Line($"return ({string.Join(", ", results)});");
        writer.Close();
    }

    private string Shared(Value value) => signature.Unlike("saved" + _fields[value]);

    private IEnumerable<(int Input, Value Value)> Gradients()
    {
        for (var i = 0; i < passes.InputGradients.Count; i++)
        {
            if (passes.InputGradients[i] is { } value) yield return (i, value);
        }
    }

    private string Gives() => passes.InputGradients.All(g => g is null) ? "" : passes.InputGradients.Count == 1 ? " and returns the input's" : " and returns the inputs'";
}
