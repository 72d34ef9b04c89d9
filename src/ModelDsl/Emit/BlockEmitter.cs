using ModelDsl.Binding;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Optimisation;

namespace ModelDsl.Emit;

/// <summary>Writes the class of a block, nested in its model's: its layers, and its passes as the model's methods call them.</summary>
internal sealed class BlockEmitter(CodeWriter writer, BlockPasses block, LayerEmitter layers, SourcePlaces places)
{
    private readonly string _class = block.Code.Class;
    private readonly BlockType _type = block.Type;
    private readonly SavedFields _fields = new(block.Saved, []);

    public void Write()
    {
        writer.Line().Line($"/// <summary><c>{CSharp.Xml(_type.Title)}</c>, line {_type.Text.LineOf(_type.Span)}: {_type.Input} to {_type.Output}; {CSharp.Readable(_type.Body.Parameters)} parameters.</summary>")
            .Open($"public sealed class {_class} : Block<{_class}.Saved>");
        layers.WriteTable("internal", _type.Body);
        writer.Line($"internal {_class}(Network network, string name)").Line("    : base(network, name)").Open("");
        layers.WriteInitialization(_type.Body, "network", name => $"name + {CSharp.Literal("." + name)}");
        writer.Close();
        layers.WriteProperties(_type.Body);
        WritePredict();
        WriteForward();
        WriteBackward();
        WriteSaved();
        writer.Close();
    }

    private void WritePredict()
    {
        writer.Line().Line("/// <inheritdoc/>").Open("public override Value Predict(Step step, Value x)");
        var body = Body();
        body.Bind(block.Predict.Arguments[0], "x");
        body.Write(block.Predict);
        writer.Line($"return {body[block.Predict.Results[0]]};").Close();
    }

    private void WriteForward()
    {
        writer.Line().Line("/// <inheritdoc/>").Open("public override (Value Output, Saved State) Forward(Step step, Value x)");
        var body = Body();
        body.Bind(block.Forward.Arguments[0], "x");
        body.Write(block.Forward);
        var saved = string.Join(", ", block.Saved.Select(v => $"{_fields[v]} = {body[v]}"));
        writer.Line($"return ({body[block.Forward.Results[0]]}, new Saved {{ {saved} }});").Close();
    }

    private void WriteBackward()
    {
        writer.Line().Line("/// <inheritdoc/>")
            .Open("public override Value Backward(Step step, Value gradient, Saved saved, Value input = default, Value output = default, Optimizer? optimizer = null)");
        var body = Body();
        var plan = block.Backward;
        body.Bind(plan.Arguments[0], "gradient");
        body.Bind(plan.Arguments[1], "input");
        body.Bind(plan.Arguments[2], "output");
        foreach (var value in block.Saved) body.Bind(value, "saved." + _fields[value]);
        body.Write(plan);
        writer.Line($"return {(plan.Results.Count > 0 ? body[plan.Results[0]] : "default")};").Close();
    }

    private void WriteSaved()
    {
        writer.Line().Line("/// <summary>What <see cref=\"Forward\"/> keeps for <see cref=\"Backward\"/>.</summary>").Open("public readonly struct Saved");
        foreach (var value in block.Saved) writer.Line($"internal {PassEmitter.TypeOf(value, layers)} {_fields[value]} {{ get; init; }}");
        writer.Close();
    }

    private MethodEmitter Body() => new(writer, places, block: "Name");
}
