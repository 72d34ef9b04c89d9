using ModelDsl.Binding;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes what a model adds to another as a network by itself, nested in the model's class, whose weights it has.</summary>
internal sealed class HeadEmitter(CodeWriter writer, BoundModel model, BoundBase origin, Passes passes, LayerEmitter layers, SourcePlaces places)
{
    public void Write()
    {
        var (head, end) = (origin.Head, origin.Body.End.Name);
        var signature = new Signature(head, passes);
        writer.Line().Line($"/// <summary>The layers behind <c>{end}</c> as a network by itself, with this one's weights: what is trained on <see cref=\"Features\"/> alone.</summary>")
            .Line($"public {head.Name} Head {{ get; }}")
            .Line().Line($"/// <summary>The layers of {model.Name} behind <c>{end}</c>: {head.Input} to {string.Join(" and ", head.Body.Outputs.Select(o => o.Output))}; {CSharp.Readable(head.Parameters)} parameters. They live as long as the {model.Name}.</summary>")
            .Open($"public sealed class {head.Name} : {signature.Bases}");
        layers.WriteTable("private", head.Body);
        writer.Line($"private readonly {model.Name} _whole;").Line()
            .Line($"internal {head.Name}({model.Name} whole)").Line($"    : base({CSharp.Literal(model.Name + ".Head")}, Table, whole) => _whole = whole;");
        layers.WriteForwarded(head.Body, "_whole");
        new PassEmitter(writer, head, passes, signature, places).Write();
        writer.Close();
    }
}
