using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes, for a model of several outputs, the method that gives them all and the class they come in.</summary>
internal sealed class OutputsEmitter(CodeWriter writer, BoundModel model, Signature signature, Func<Plan, MethodEmitter> begin)
{
    public void Write(Plan plan)
    {
        writer.Line().Line("/// <summary>All outputs at inference. Keeps nothing; safe to call from several threads.</summary>")
            .Open($"public Outputs PredictAll({signature.InputParameters})");
        var body = begin(plan);
        var results = model.Body.Outputs.Select((node, i) => $"step.Return<{node.Output.TypeName}>({body[plan.Results[i]]})");
        writer.Line($"return new Outputs({string.Join(", ", results)});").Close();

        writer.Line().Line("/// <summary>The outputs of one prediction; disposing of it disposes of them.</summary>").Open("public sealed class Outputs : System.IDisposable")
            .Line($"internal Outputs({string.Join(", ", signature.Outputs.Select(o => $"{o.Type} {CSharp.Identifier(o.Name)}"))})").Open("");
        foreach (var output in signature.Outputs) writer.Line($"{Naming.Pascal(output.Name)} = {CSharp.Identifier(output.Name)};");
        writer.Close();
        for (var i = 0; i < signature.Outputs.Count; i++)
        {
            writer.Line().Line($"/// <summary><c>{signature.Outputs[i].Name}</c>, [N, {string.Join(", ", model.Body.Outputs[i].Output.Sizes)}].</summary>")
                .Line($"public {signature.Outputs[i].Type} {Naming.Pascal(signature.Outputs[i].Name)} {{ get; }}");
        }

        writer.Line().Line("/// <inheritdoc/>").Open("public void Dispose()");
        foreach (var output in signature.Outputs) writer.Line($"{Naming.Pascal(output.Name)}.Dispose();");
        writer.Close().Close();
    }
}
