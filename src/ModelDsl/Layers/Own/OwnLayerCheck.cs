using ModelDsl.Diagnostics;
using ModelDsl.Syntax;

namespace ModelDsl.Layers;

/// <summary>Whether a declaration can be used: its keyword, its texts, and the methods of its class.</summary>
internal static class OwnLayerCheck
{
    public const string Forward = nameof(Forward);

    public const string Backward = nameof(Backward);

    private static readonly string[] WordsOfTheLanguage = ["id", "residual", "shortcut", "x", .. Keywords.Headings, .. Keywords.Statements, Keywords.Use];

    private static readonly string[] TypesOfWhole = ["int", "long", "float", "double"];

    public static IReadOnlyList<OwnLayerMistake> Of(OwnLayer layer)
    {
        var mistakes = new List<OwnLayerMistake>();
        if (KeywordProblem(layer) is { } problem) mistakes.Add(new OwnLayerMistake(OwnLayerPart.Keyword, problem));
        if (OwnLayerParts.Read(layer, out var mistake) is { } parts) mistakes.AddRange(Methods(layer, parts));
        else mistakes.Add(mistake!);
        return mistakes;
    }

    /// <summary>The parameters of a method that are passed by name, as far as it has them.</summary>
    public static IReadOnlyList<string> Named(OwnLayer layer, string method) =>
        layer.Methods.First(m => m.Name == method).Parameters.Skip(3).Select(p => p.Name).ToArray();

    private static Diagnostic? KeywordProblem(OwnLayer layer)
    {
        if (!IsKeyword(layer.Keyword)) return Catalogue.WrongDeclaration(layer.Keyword, nameof(OwnLayerPart.Keyword), "a keyword is letters, digits, and hyphens before letters; it begins and ends with a letter");
        var word = LayerRegistry.Normalise(layer.Keyword);
        if (WordsOfTheLanguage.Contains(word)) return Catalogue.OwnKeywordTaken(layer.Keyword, "a word of the language");
        return LayerRegistry.Find(word) is { } kind ? Catalogue.OwnKeywordTaken(layer.Keyword, $"the layer {kind.Keyword} of the language") : null;
    }

    private static bool IsKeyword(string keyword)
    {
        if (keyword.Length == 0 || !IsLetter(keyword[0]) || !IsLetter(keyword[keyword.Length - 1])) return false;
        for (var i = 1; i < keyword.Length; i++)
        {
            if (!IsLetter(keyword[i]) && keyword[i] is not (>= '0' and <= '9') && !(keyword[i] == '-' && IsLetter(keyword[i + 1]))) return false;
        }

        return true;
    }

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z';

    private static IEnumerable<OwnLayerMistake> Methods(OwnLayer layer, OwnLayerParts parts)
    {
        var learned = parts.Parameters.Select(p => new OwnMethodParameter("Value", p.Name)).ToArray();
        var options = parts.Options.Select(o => new OwnMethodParameter(o.IsWhole ? "int" : "double", o.Name)).ToArray();
        var gradients = learned.Length == 0 ? "Value" : $"({string.Join(", ", Enumerable.Repeat("Value", 1 + learned.Length))})";
        OwnMethodParameter[] both = [new("Step", "step"), new("LayerName", "layer")];
        OwnMethodParameter[] forth = [.. both, new("Value", "x"), .. learned, .. options];
        OwnMethodParameter[] back = [.. both, new("Value", "gradient"), new("Value", "x"), new("Value", "y"), .. learned, .. options];
        foreach (var wanted in new[] { new OwnMethod(Forward, "Value", new(forth)), new OwnMethod(Backward, gradients, new(back)) })
        {
            if (Problem(layer, wanted) is { } problem) yield return new OwnLayerMistake(OwnLayerPart.Class, Catalogue.WrongMethod(layer.Keyword, layer.ClassName, problem, Signature(wanted)));
        }
    }

    /// <summary>What is wrong with the method that should be so; null where it is right.</summary>
    private static string? Problem(OwnLayer layer, OwnMethod wanted)
    {
        var found = layer.Methods.Where(m => m.Name == wanted.Name).ToArray();
        if (found.Length != 1) return found.Length == 0 ? $"has no static {wanted.Name} that generated code could call" : $"has more than one {wanted.Name}";
        var method = found[0];
        if (method.Returns != wanted.Returns) return $"has a {wanted.Name} that returns {method.Returns}";
        for (var i = 0; i < 3; i++)
        {
            if (i >= method.Parameters.Count || method.Parameters[i] != wanted.Parameters[i]) return $"has a {wanted.Name} whose first parameters differ";
        }

        foreach (var parameter in method.Parameters.Skip(3))
        {
            var known = wanted.Parameters.Skip(3).FirstOrDefault(p => p.Name == parameter.Name);
            if (known is null) return $"has a {wanted.Name} with '{parameter.Name}', which is nothing that the attribute declares";
            var fits = known.Type == "int" ? TypesOfWhole.Contains(parameter.Type) : known.Type == parameter.Type;
            if (!fits) return $"has a {wanted.Name} whose '{parameter.Name}' is {parameter.Type} and not {known.Type}";
        }

        return null;
    }

    private static string Signature(OwnMethod method) =>
        $"static {method.Returns} {method.Name}({string.Join(", ", method.Parameters.Select(p => $"{p.Type} {p.Name}"))})";
}
