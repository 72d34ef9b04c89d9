using ModelDsl.Binding;
using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Layers;

/// <summary>A layer whose shape rule is an attribute's and whose code is a class of the project.</summary>
internal sealed class OwnLayerKind : LayerKind
{
    private readonly OwnLayer _declared;

    // None where the declaration has mistakes, which its class is told of.
    private readonly OwnLayerParts? _parts;

    public OwnLayerKind(OwnLayer declared)
    {
        _declared = declared;
        _parts = declared.Mistakes().Count == 0 ? OwnLayerParts.Read(declared, out _) : null;
        Options = _parts is null ? [] : _parts.Options.Select((option, i) => option.ToOption(i)).ToArray();
    }

    public override string Keyword => _declared.Keyword;

    public override LayerRole Role => _declared.Role;

    public override IReadOnlyList<Option> Options { get; }

    public override string Example => _parts?.Options.FirstOrDefault() is { } option ? $"{Keyword}({option.Name} {Constants.Of(option.Default)})" : Keyword;

    public string ClassName => _declared.ClassName;

    /// <summary>Whether its class is wrong, and no use of it can be checked.</summary>
    public bool IsBroken => _parts is null;

    public override Layer? Bind(LayerCall call, Shape input)
    {
        var parts = _parts!;
        var options = parts.Options.ToDictionary(o => o.Name, o => call.Number(o.Name, o.Default));
        if (parts.Rule.Match(input, options) is not { } scope || parts.Rule.Output.All(s => s.IsRest) && scope.Rest.Count == 0)
        {
            call.Report(Catalogue.RuleTakesOtherShape(call.Place, call.Written, parts.Rule.InputText, call.Before, input));
            return null;
        }

        if (ShapeOf(parts.Rule.Output, parts, scope, call, input) is not { } output) return null;
        var learned = new List<ParameterSpec>();
        foreach (var parameter in parts.Parameters)
        {
            if (ShapeOf(parameter.Sizes, parts, scope, call, input) is not { } shape) return null;
            learned.Add(new ParameterSpec(Naming.Pascal(parameter.Name), shape) { Key = parameter.Name, Access = $"[{Emit.CSharp.Literal(parameter.Name)}]" });
        }

        return new Bound(new OwnCall(_declared, parts, options), input, output, learned);
    }

    private static Shape? ShapeOf(IReadOnlyList<RuleSize> sizes, OwnLayerParts parts, RuleScope scope, LayerCall call, Shape input)
    {
        var shape = scope.ShapeOf(sizes, out var wrong);
        if (wrong is { Value: > int.MaxValue and < double.PositiveInfinity }) call.Report(Catalogue.TooLarge(call.Place, $"{wrong.Text} of {call.Written}", Constants.Of(wrong.Value)));
        else if (wrong is not null) call.Report(Catalogue.RuleMakesNoSize(call.Place, call.Written, parts.Rule.Text, wrong.Text, wrong.Value, input));
        return shape;
    }

    private sealed class Bound(OwnCall own, Shape input, Shape output, IReadOnlyList<ParameterSpec> learned) : Layer(output)
    {
        public override IReadOnlyList<ParameterSpec> Parameters => learned;

        public override ParameterHolder? Holder => learned.Count == 0 ? null : new("CustomParameters", $"[{string.Join(", ", learned.Zip(own.Parts.Parameters, Describe))}]");

        public override Value Lower(Lowering lowering, Value value) => lowering.Add(new OwnForward(own, input, Output), [value, .. lowering.Parameters(this)]);

        private static string Describe(ParameterSpec spec, OwnParameter parameter) =>
            $"new({Emit.CSharp.Literal(parameter.Name)}, {parameter.Initialization}, {string.Join(", ", spec.Shape.Sizes.Select(Constants.Of))})";
    }
}

/// <summary>An own layer with its options' values: what generated code calls.</summary>
internal sealed class OwnCall(OwnLayer layer, OwnLayerParts parts, IReadOnlyDictionary<string, double> options)
{
    public OwnLayer Layer { get; } = layer;

    public OwnLayerParts Parts { get; } = parts;

    /// <summary>The parameters that Forward takes by name.</summary>
    public IReadOnlyList<string> Forward { get; } = OwnLayerCheck.Named(layer, OwnLayerCheck.Forward);

    /// <summary>Those of Backward.</summary>
    public IReadOnlyList<string> Backward { get; } = OwnLayerCheck.Named(layer, OwnLayerCheck.Backward);

    /// <summary>An option's value as C#.</summary>
    public string Option(string name) => Constants.Of(options[name]);
}
