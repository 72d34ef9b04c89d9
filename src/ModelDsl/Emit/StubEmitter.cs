using ModelDsl.Binding;

namespace ModelDsl.Emit;

/// <summary>Writes a class that stands in for a model with mistakes, so that the C# around it still compiles and one mistake is one error.</summary>
internal sealed class StubEmitter
{
    // Of a model with too many layers so many are named: C# takes long over 20,000 members.
    private const int Some = 1000;

    private readonly CodeWriter _writer = new();
    private readonly BrokenModel _model;
    private readonly string _path;
    private readonly string _body;

    private StubEmitter(BrokenModel model, string path)
    {
        _model = model;
        _path = path;
        _body = $" => throw new System.InvalidOperationException({CSharp.Literal($"{path} has errors")});";
    }

    public static string Emit(BrokenModel model, string path, CompilerOptions options) => new StubEmitter(model, path).Emit(options);

    private string Emit(CompilerOptions options)
    {
        ClassEmitter.Header(_writer, _path.Substring(_path.LastIndexOf('/') + 1), options.Namespace);
        var signature = new Signature(_model);
        _writer.Line($"/// <summary>Stands in for {_model.Name} until the errors in {CSharp.Xml(_path)} are mended.</summary>")
            .Open($"public sealed partial class {_model.Name} : {signature.Bases}")
            .Line($"public {_model.Name}(int seed = 0, Device? device = null, ElementType elementType = ElementType.Float32)")
            .Line($"    : base({CSharp.Literal(_model.Name)}, [], seed, device, elementType){_body}");
        WriteMembers(_model, signature);
        if (_model.Head is { } head) WriteHead(head, signature);
        return _writer.Close().ToString();
    }

    private void WriteHead(BrokenModel head, Signature whole)
    {
        var signature = new Signature(head);
        Write($"public {head.Name} Head").Line().Open($"public sealed class {head.Name} : {signature.Bases}")
            .Line($"internal {head.Name}({_model.Name} whole)").Line($"    : base({CSharp.Literal(_model.Name + ".Head")}, [], whole){_body}");
        WriteMembers(head, signature);
        _writer.Close();
        Write(whole.Features(head.Inputs[0].Shape));
    }

    private void WriteMembers(BrokenModel model, Signature signature)
    {
        var layers = model.Layers.GroupBy(l => l.Property).Select(g => g.First()).Take(model.Layers.Count < Limits.Layers ? int.MaxValue : Some);
        foreach (var layer in layers) Write($"public {layer.Holder.Class} {layer.Property}");
        Write(signature.Predict);
        if (signature.Outputs.Count > 1)
        {
            Write(signature.PredictAll);
            new OutputsEmitter(_writer, signature).WriteClass();
        }

        Write(signature.Logits);
        Write(signature.Evaluate);
        Write(signature.TrainStep);
        new TrainableEmitter(_writer, signature, comparesOutput: true).Write();
        Write(signature.Forward);
        Write(signature.Backward);
        new ActivationsEmitter(_writer, signature).Write([]);
    }

    private CodeWriter Write(string member) => _writer.Line().Line(member + _body);
}
