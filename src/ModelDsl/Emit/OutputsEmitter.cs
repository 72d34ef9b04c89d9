using ModelDsl.Graphs;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes, for a model of several outputs, the method that gives them all and the class they come in.</summary>
internal sealed class OutputsEmitter(CodeWriter writer, Signature signature)
{
    public void Write(Plan plan, Func<Plan, MethodEmitter> begin)
    {
        writer.Line().Line("/// <summary>All outputs at inference. Keeps nothing; safe to call from several threads.</summary>")
            .Open(signature.PredictAll);
        var body = begin(plan);
        var results = signature.OutputShapes.Select((shape, i) => $"step.Return<{shape.TypeName}>({body[plan.Results[i]]})");
        writer.Line($"return new Outputs({string.Join(", ", results)});").Close();
        WriteClass();
    }

    public void WriteClass()
    {
        writer.Line().Line("/// <summary>The outputs of one prediction; disposing of it disposes of them.</summary>").Open("public sealed class Outputs : System.IDisposable")
            .Line($"internal Outputs({string.Join(", ", signature.Outputs.Select(o => $"{o.Type} {CSharp.Identifier(o.Name)}"))})").Open("");
        foreach (var (_, name) in signature.Outputs) writer.Line($"{(Naming.Pascal(name) == name ? "this." : "")}{Naming.Pascal(name)} = {CSharp.Identifier(name)};");
        writer.Close();
        for (var i = 0; i < signature.Outputs.Count; i++)
        {
            writer.Line().Line($"/// <summary><c>{signature.Outputs[i].Name}</c>, [N, {string.Join(", ", signature.OutputShapes[i].Sizes)}].</summary>")
                .Line($"public {signature.Outputs[i].Type} {Naming.Pascal(signature.Outputs[i].Name)} {{ get; }}");
        }

        writer.Line().Line("/// <inheritdoc/>").Open("public void Dispose()");
        foreach (var output in signature.Outputs) writer.Line($"{Naming.Pascal(output.Name)}.Dispose();");
        writer.Close().Close();
    }
}
