using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Layers;

/// <summary>
/// One use of a layer kind, as its binding sees it: the head's parts and the checked options (those of <c>defaults</c> behind the use's own), the
/// activation it is to carry, and where to report.
/// </summary>
public sealed class LayerCall(LayerSyntax syntax, string written, IReadOnlyDictionary<string, OptionSyntax> options, ICollection<Diagnostic> diagnostics)
{
    public LayerSyntax Syntax { get; } = syntax;

    /// <summary>The use as written, without its repeat: <c>conv5-16(valid)</c>.</summary>
    public string Written { get; } = written;

    /// <summary>What the model's layers carry, whether this one does or not; null for none.</summary>
    public ActivationFunction? Activation { get; init; } = Relu.Rectifier;

    /// <summary>The activation the layer carries without its being written, or null.</summary>
    public ActivationFunction? Carried { get; init; }

    /// <summary>The activation the output meets first, itself or behind a normalisation: what its initial weights should suit.</summary>
    public ActivationFunction? Met { get; init; }

    /// <summary>What stands before it, as written, for messages: <c>maxpool</c>, or <c>input</c>.</summary>
    public string Before { get; init; } = "input";

    /// <summary>Where to underline when the layer as a whole is wrong.</summary>
    public SourceSpan Place => Syntax.Head;

    public Size2? Kernel => ToSize(Syntax.Kernel);

    public Size2? Stride => ToSize(Syntax.Stride);

    /// <summary>The width, which the binder has proven to be there where the kind requires it.</summary>
    public int Width => (int)(Syntax.Width?.Literal[0] ?? throw new InvalidOperationException($"'{Written}' has no width."));

    /// <summary>Where an option stands, or the head where it does not.</summary>
    public SourceSpan PlaceOf(string option) => options.TryGetValue(option, out var found) ? found.Span : Place;

    public bool Has(string option) => options.ContainsKey(option);

    public bool Switch(string option, bool otherwise = false)
    {
        if (!options.TryGetValue(option, out var found)) return otherwise;
        return found.Values.Count == 0 || found.Values[0] is WordValue { Word: var word } && OptionReader.IsYes(word);
    }

    public Size2? Size(string option) => options.TryGetValue(option, out var found)
        ? found.Values[0] switch
        {
            NumberValue { Number: var number } => Size2.Square((int)number),
            DimensionsValue { Sizes: var sizes } => ToSize(sizes),
            _ => null,
        }
        : null;

    /// <summary>Sizes as written, null for <c>?</c>; or null where the option does not stand.</summary>
    public IReadOnlyList<int?>? Sizes(string option) => options.TryGetValue(option, out var found) ? OptionReader.SizesOf(found.Values[0]) : null;

    public int Count(string option, int otherwise) => (int)Number(option, otherwise);

    public double Number(string option, double otherwise) => options.TryGetValue(option, out var found)
        ? OptionReader.NumberOf(found.Values[0]) ?? otherwise
        : otherwise;

    /// <summary>The word of a choice and its number, or null.</summary>
    public (string Word, double? Number)? Choice(string option)
    {
        if (!options.TryGetValue(option, out var found)) return null;
        var word = ((WordValue)found.Values[0]).Word.ToLowerInvariant();
        return (word, found.Values.Count > 1 ? OptionReader.NumberOf(found.Values[1]) : null);
    }

    public void Report(Diagnostic diagnostic) => diagnostics.Add(diagnostic);

    private static Size2? ToSize(SizeSyntax? sizes) => sizes is null
        ? null
        : new Size2((int)sizes.Literal[0], (int)sizes.Literal[sizes.Literal.Count - 1]);

}
