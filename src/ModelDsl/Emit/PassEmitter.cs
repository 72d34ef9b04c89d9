using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes the methods that compute: prediction, training, and the forward and backward pass that compose by hand.</summary>
internal sealed class PassEmitter(CodeWriter writer, BoundModel model, Passes passes, Signature signature, SourcePlaces places)
{
    private readonly string _outputShape = model.Output.TypeName;

    public void Write()
    {
        WritePredict(signature.Predict, passes.Predict, $"The output at inference, [N, {Sizes(model.Output)}]{Meaning}. Keeps nothing; safe to call from several threads.");
        if (passes.PredictAll is { } all) new OutputsEmitter(writer, signature).Write(all, Begin);
        if (passes.Logits is { } logits)
        {
            WritePredict(signature.Logits, logits, $"The scores before the last {model.OutputKind?.Keyword}, [N, {Sizes(model.Output)}], at inference.");
        }

        WriteEvaluate();
        WriteTrainStep();
        WriteTrainStepBytes();
        WriteLossTerms();
        new TrainableEmitter(writer, signature, model.ComparesOutput).Write();
        if (passes.Features is { } features) WriteFeatures(features, model.Base!);
        new ComposableEmitter(writer, model, passes, signature, places, Begin).Write();
    }

    /// <summary>The C# type of a value: a tensor, or what a block keeps.</summary>
    public static string TypeOf(Value value, LayerEmitter layers)
    {
        if (value.Type.Element != Element.State) return "Value";
        var block = ((BlockForward)value.Producer.Op).Block;
        return layers.ClassOf(block) + (block.Count == 1 ? ".Saved" : ".State");
    }

    private string Meaning => model.OutputKind switch
    {
        LogSoftmaxKind => ": logarithms of class probabilities",
        { Role: LayerRole.Softmax } => ": class probabilities",
        _ => "",
    };

    private static string Sizes(Shape shape) => string.Join(", ", shape.Sizes);

    private void WritePredict(string method, Plan plan, string summary)
    {
        writer.Line().Line($"/// <summary>{summary}</summary>").Open(method);
        var body = Begin(plan);
        writer.Line($"return step.Return<{_outputShape}>({body[plan.Results[0]]});").Close();
    }

    private void WriteFeatures(Plan plan, BoundBase origin)
    {
        var shape = origin.Body.End.Output;
        writer.Line().Line($"/// <summary>What <see cref=\"Head\"/> begins with, [N, {Sizes(shape)}]: <c>{origin.Body.End.Name}</c> of {origin.Name} at inference. Keeps nothing; safe to call from several threads.</summary>")
            .Open(signature.Features(shape));
        var body = Begin(plan);
        writer.Line($"return step.Return<{shape.TypeName}>({body[plan.Results[0]]});").Close();
    }

    private void WriteEvaluate()
    {
        var plan = passes.Evaluate;
        writer.Line().Line("/// <summary>The loss and the output at inference.</summary>")
            .Open(signature.Evaluate);
        var body = Begin(plan);
        writer.Line($"output = step.Return<{_outputShape}>({body[plan.Results[1]]});").Line($"return step.Read({body[plan.Results[0]]});").Close();
    }

    private void WriteTrainStepBytes()
    {
        var moments = passes.TrainStep.Peaks.Select(p => $"({CSharp.Literal(p.PerExample)}, {CSharp.Literal(p.Shared)})").ToArray();
        if (moments.Length == 0) return;
        writer.Line().Line("/// <inheritdoc/>").Line($"public override long TrainStepBytes(int examples) => Most(examples, {string.Join(", ", moments)});");
    }

    private void WriteLossTerms()
    {
        if (model.LossTerms.Count == 0) return;
        writer.Line().Line("/// <inheritdoc/>")
            .Line($"public override System.Collections.Generic.IReadOnlyList<string> LossTerms {{ get; }} = [{string.Join(", ", model.LossTerms.Select(CSharp.Literal))}];");
    }

    private void WriteTrainStep()
    {
        var plan = passes.TrainStep;
        writer.Line().Line("/// <summary>Forward, loss, backward and update in one pass; the loss before the update.</summary>")
            .Open(signature.TrainStep);
        if (model.Base is not null)
        {
            writer.Open("if (IsBaseFrozen)")
                .Line($"using var given = Features({string.Join(", ", signature.Inputs.Select(i => CSharp.Identifier(i.Name)))});")
                .Line($"return Head.TrainStep({string.Join(", ", ["given", .. signature.Targets.Select(t => CSharp.Identifier(t.Name)), "optimizer"])});").Close().Line();
        }

        var body = Begin(plan);
        writer.Line($"return step.Read({body[plan.Results[0]]});").Close();
    }

    private MethodEmitter Begin(Plan plan) => Begin(plan, []);

    /// <param name="plan">What the method does first.</param>
    /// <param name="reserved">Variables that come behind it.</param>
    private MethodEmitter Begin(Plan plan, IEnumerable<string> reserved)
    {
        writer.Line("using var step = Begin();");
        var body = new MethodEmitter(writer, places);
        foreach (var name in reserved) body.Reserve(name);
        var first = "";
        for (var i = 0; i < plan.Arguments.Count; i++)
        {
            var isInput = i < signature.Inputs.Count;
            var name = isInput ? signature.Inputs[i].Name : signature.Targets[i - signature.Inputs.Count].Name;
            var isAlone = isInput ? signature.Inputs.Count == 1 : signature.Targets.Count == 1;
            var local = isAlone ? (isInput ? "x" : "targets") : signature.Unlike((isInput ? "x" : "t") + Naming.Pascal(name));
            var call = !isInput ? $"Target({CSharp.Identifier(name)}, {first})"
                : $"{(plan.Arguments[i].Type.Element == Element.Token ? "Tokens" : "Input")}({CSharp.Identifier(name)}, {CSharp.Literal(name)})";
            writer.Line($"var {local} = step.{call};");
            body.Bind(plan.Arguments[i], local);
            body.Reserve(name);
            body.Reserve(local);
            if (first.Length == 0) first = local;
        }

        body.Write(plan);
        return body;
    }
}
