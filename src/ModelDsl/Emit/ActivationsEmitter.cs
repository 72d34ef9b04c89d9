using ModelDsl.Graphs;

namespace ModelDsl.Emit;

/// <summary>Writes the class of what goes from a model's forward to its backward pass.</summary>
internal sealed class ActivationsEmitter(CodeWriter writer, Signature signature)
{
    /// <param name="saved">Type and property of what is kept besides the outputs.</param>
    public void Write(IEnumerable<(string Type, string Property)> saved)
    {
        writer.Line().Line("/// <summary>What <see cref=\"Forward\"/> keeps for <see cref=\"Backward\"/>. Dispose of it where no backward pass follows.</summary>");
        if (signature.Outputs.Count == 1)
        {
            writer.Open($"public sealed class Activations : ForwardState<{signature.OutputShapes[0].TypeName}>")
                .Line($"internal Activations(Step step, {signature.Outputs[0].Type} output)").Line("    : base(step, output)").Open("").Close();
        }
        else
        {
            // One is the step already.
            var parameters = signature.Outputs.Select(o => (o.Type, Name: o.Name == "step" ? "stepOutput" : CSharp.Identifier(o.Name))).Zip(signature.OutputProperties, (o, property) => (o.Type, o.Name, Property: property)).ToArray();
            writer.Open("public sealed class Activations : ForwardState")
                .Line($"internal Activations(Step step, {string.Join(", ", parameters.Select(p => $"{p.Type} {p.Name}"))})")
                .Line($"    : base(step, {string.Join(", ", parameters.Select(p => p.Name))})").Open("");
            foreach (var (_, name, property) in parameters) writer.Line($"{property} = {name};");
            writer.Close();
            foreach (var (type, name, property) in parameters)
            {
                writer.Line().Line($"/// <summary>The output <c>{name}</c>; disposed with this state.</summary>").Line($"public {type} {property} {{ get; }}");
            }
        }

        foreach (var (type, property) in saved) writer.Line().Line($"internal {type} {property} {{ get; init; }}");
        writer.Close();
    }
}
