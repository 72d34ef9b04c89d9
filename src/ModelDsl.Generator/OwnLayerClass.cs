using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Text;

namespace ModelDsl.Generator;

/// <summary>A class marked as a layer: what it declares, which the compiler needs, and apart from that where it stands, which it does not.</summary>
internal sealed record OwnLayerClass(OwnLayer Layer, Place Place, EquatableArray<Problem> Problems)
{
    public const string Attribute = "ModelDsl.Runtime.NetLayerAttribute";

    private const string Runtime = "global::ModelDsl.Runtime.";

    public static OwnLayerClass Of(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var data = context.Attributes[0];
        var isReachable = IsReachable(type);
        var layer = new OwnLayer(
            data.ConstructorArguments.FirstOrDefault().Value as string ?? "",
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            Text(data, "Options", ""),
            Text(data, "Shape", "... -> ..."),
            Text(data, "Parameters", ""),
            RoleOf(data),
            isReachable ? type.GetMembers().OfType<IMethodSymbol>().Where(IsCallable).Select(MethodOf).ToEquatableArray() : default);
        var attribute = data.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
        var name = ((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation();
        var problems = isReachable
            ? layer.Mistakes().Select(mistake => Problem(mistake.Diagnostic, PlaceOf(attribute, mistake.Part) ?? name))
            : [Problem(Catalogue.ClassOutOfReach(layer.Keyword, layer.ClassName), name)];
        return new OwnLayerClass(layer, PlaceOf(PlaceOf(attribute, OwnLayerPart.Keyword) ?? name), problems.ToEquatableArray());
    }

    /// <summary>The declarations in an order that does not hang on the order of the C# files; of two with one keyword the first stands.</summary>
    public static EquatableArray<OwnLayer> Declared(IEnumerable<OwnLayerClass> classes) =>
        Ordered(classes).Select(group => group.First().Layer).ToEquatableArray();

    /// <summary>What is wrong with them, by themselves and together.</summary>
    public static EquatableArray<Problem> AllProblems(IEnumerable<OwnLayerClass> classes) => Ordered(classes)
        .SelectMany(group => group.SelectMany(c => c.Problems).Concat(group.Skip(1).Select(other =>
        {
            var error = Catalogue.OwnKeywordTaken(other.Layer.Keyword, $"class {group.First().Layer.ClassName}");
            return new Problem(error.Code, error.Severity, error.Message, other.Place);
        })))
        .ToEquatableArray();

    private static IEnumerable<IEnumerable<OwnLayerClass>> Ordered(IEnumerable<OwnLayerClass> classes) => classes
        .OrderBy(c => c.Layer.Class, StringComparer.Ordinal)
        .GroupBy(c => LayerRegistry.Normalise(c.Layer.Keyword));

    private static string Text(AttributeData data, string name, string otherwise) =>
        data.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string ?? otherwise;

    private static LayerRole RoleOf(AttributeData data) => data.NamedArguments.FirstOrDefault(argument => argument.Key == "Role").Value.Value switch
    {
        1 => LayerRole.Activation,
        2 => LayerRole.Normalisation,
        _ => LayerRole.Other,
    };

    private static bool IsCallable(IMethodSymbol method) =>
        method is { IsStatic: true, IsGenericMethod: false, MethodKind: MethodKind.Ordinary } && IsVisible(method.DeclaredAccessibility);

    private static bool IsVisible(Accessibility accessibility) => accessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    private static bool IsReachable(INamedTypeSymbol type)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (!IsVisible(outer.DeclaredAccessibility) || outer.IsFileLocal || outer.Arity > 0) return false;
        }

        return true;
    }

    private static OwnMethod MethodOf(IMethodSymbol method) => new(
        method.Name,
        NameOf(method.ReturnType),
        method.Parameters.Select(p => new OwnMethodParameter((p.RefKind == RefKind.None ? "" : "ref ") + NameOf(p.Type), p.Name)).ToEquatableArray());

    private static string NameOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { IsTupleType: true } tuple) return $"({string.Join(", ", tuple.TupleElements.Select(e => NameOf(e.Type)))})";
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return name.StartsWith(Runtime, StringComparison.Ordinal) ? name.Substring(Runtime.Length) : name;
    }

    /// <summary>The attribute's argument for a part; the whole attribute where it has none; null for the class.</summary>
    private static Location? PlaceOf(AttributeSyntax? attribute, OwnLayerPart part)
    {
        if (attribute is null || part == OwnLayerPart.Class) return null;
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        var argument = part == OwnLayerPart.Keyword
            ? arguments.FirstOrDefault(a => a.NameEquals is null)
            : arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == part.ToString());
        return argument?.Expression.GetLocation() ?? attribute.GetLocation();
    }

    private static Problem Problem(Diagnostics.Diagnostic diagnostic, Location place) => new(diagnostic.Code, diagnostic.Severity, diagnostic.Message, PlaceOf(place));

    private static Place PlaceOf(Location location)
    {
        var lines = location.GetLineSpan();
        return new Place(
            lines.Path, lines.Path, new SourceSpan(location.SourceSpan.Start, location.SourceSpan.Length),
            new LinePosition(lines.StartLinePosition.Line + 1, lines.StartLinePosition.Character + 1),
            new LinePosition(lines.EndLinePosition.Line + 1, lines.EndLinePosition.Character + 1));
    }
}
