using ModelDsl.Binding;
using ModelDsl.Graphs;

namespace ModelDsl.Emit;

/// <summary>Writes a class that stands in for a model with mistakes, so that the C# around it still compiles and one mistake is one error.</summary>
internal static class StubEmitter
{
    public static string Emit(BrokenModel model, string path, CompilerOptions options)
    {
        var (input, output) = Shapes(model);
        var targetType = model.TakesLabels ? "Labels" : $"Tensor<{output.TypeName}>";
        var target = $"{targetType} {(model.TakesLabels ? "labels" : "target")}";
        var body = $" => throw new System.InvalidOperationException({CSharp.Literal($"{path} has errors")});";
        var (inputType, outputType) = ($"Tensor<{input.TypeName}>", $"Tensor<{output.TypeName}>");
        var writer = new CodeWriter();
        ClassEmitter.Header(writer, path.Substring(path.LastIndexOf('/') + 1), options.Namespace);
        writer.Line($"/// <summary>Stands in for {model.Name} until the errors in {CSharp.Xml(path)} are mended.</summary>")
            .Open($"public sealed partial class {model.Name} : Network<{input.TypeName}, {output.TypeName}, {targetType}>")
            .Line($"public {model.Name}(int seed = 0, Device? device = null, ElementType elementType = ElementType.Float32)")
            .Line($"    : base({CSharp.Literal(model.Name)}, [], seed, device, elementType)" + body);
        foreach (var layer in model.Layers.GroupBy(l => l.Property).Select(g => g.First()))
        {
            writer.Line().Line($"public {layer.Holder.Class} {layer.Property}{body}");
        }

        if (model.Features is { } features)
        {
            writer.Line().Line($"public Network<{features.TypeName}, {output.TypeName}, {targetType}> Head{body}")
                .Line().Line($"public Tensor<{features.TypeName}> Features({inputType} input){body}");
        }

        writer.Line().Line($"public override {outputType} Predict({inputType} input){body}")
            .Line().Line($"public {outputType} Logits({inputType} input){body}")
            .Line().Line($"public override float Evaluate({inputType} input, {target}, out {outputType} output){body}")
            .Line().Line($"public override float TrainStep({inputType} input, {target}, Optimizer optimizer){body}")
            .Line().Line($"public Activations Forward({inputType} input){body}")
            .Line().Line($"public {inputType} Backward(Activations activations, {outputType} gradient){body}")
            .Line().Open($"public sealed class Activations : ForwardState<{output.TypeName}>")
            .Line($"internal Activations(Step step, {outputType} output)").Line("    : base(step, output)" + body).Close();
        return writer.Close().ToString();
    }

    /// <summary>The shapes as far as they are known; a scalar stands for one that is not.</summary>
    public static (Shape Input, Shape Output) Shapes(BrokenModel model) => (model.Input ?? Shape.Of(1), model.Output ?? Shape.Of(1));
}
