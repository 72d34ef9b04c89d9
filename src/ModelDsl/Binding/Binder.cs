using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>From the tree of a file to models with every shape known. Checks all of the file and reports each mistake once.</summary>
public static class Binder
{
    /// <param name="file">The file's tree.</param>
    /// <param name="text">Its text.</param>
    /// <param name="used">The files that it uses, and those that these use.</param>
    /// <param name="own">The layers that the project declares of its own.</param>
    /// <param name="cancellation">Stops it.</param>
    public static BindResult Bind(
        FileSyntax file, SourceText text, IReadOnlyList<SourceText>? used = null, IEnumerable<OwnLayer>? own = null, CancellationToken cancellation = default)
    {
        var models = new List<BoundModel>();
        var broken = new List<BrokenModel>();
        var diagnostics = new List<Diagnostic>();
        var blocks = new Library(used ?? [], own is null ? OwnLayers.None : new OwnLayers(own)).DefinitionsOf(file, text, diagnostics);
        CheckBlocks(file, text, blocks, diagnostics);
        // Generated files are told apart by these names, and not every file system by their case.
        var names = new Dictionary<string, SourceSpan>(StringComparer.OrdinalIgnoreCase);
        var bound = new BoundModels(cancellation);
        foreach (var variant in file.Definitions.SelectMany(ModelVariant.Of))
        {
            cancellation.ThrowIfCancellationRequested();
            // A model whose heading is broken may have no name. Its lines are checked all the same, but it becomes no class.
            var isNamed = variant.Name.Length > 0;
            if (isNamed && names.TryGetValue(variant.Name, out var first))
            {
                diagnostics.Add(Catalogue.NameTaken(variant.Place, variant.Name, text.LineOf(first)));
                continue;
            }

            if (isNamed) names.Add(variant.Name, variant.Place);
            var definition = blocks.FindModel(variant.Name) is { } known && known.Variant.Place == variant.Place && known.Text == text ? known : new ModelDefinition(variant, text, blocks);
            var binder = bound.Of(definition);
            if (binder.Model is { } model) models.Add(model);
            else if (isNamed && ReservedNames.HiddenByModel(variant.Name) is null) broken.Add(binder.Remains);
            diagnostics.AddRange(binder.Diagnostics);
        }

        return new BindResult(models, broken, Once(diagnostics));
    }

    /// <summary>A block's mistakes are found even where no model uses it, as far as they do not depend on its numbers.</summary>
    private static void CheckBlocks(FileSyntax file, SourceText text, Definitions blocks, List<Diagnostic> diagnostics)
    {
        var types = new BlockTypes(text);
        foreach (var block in file.Definitions.OfType<BlockSyntax>())
        {
            if (blocks.Find(block.Name.Text) is not { } definition || definition.Syntax != block) continue;
            foreach (var twice in block.Parameters.GroupBy(p => p.Name.Text).Where(g => g.Count() > 1))
            {
                diagnostics.Add(Catalogue.NameTaken(twice.Last().Name.Span, twice.Key, text.LineOf(twice.First().Name.Span)));
            }

            types.Prepare(new BlockUse(definition, new double?[block.Parameters.Count]), new LayerSettings([], text, blocks.Layers, diagnostics), diagnostics);
        }
    }

    /// <summary>A table's columns share most of their text: a mistake there is one mistake.</summary>
    private static EquatableArray<Diagnostic> Once(IEnumerable<Diagnostic> diagnostics) => diagnostics
        .GroupBy(d => (d.Span, d.Code)).Select(g => g.First())
        .OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal)
        .ToEquatableArray();
}

/// <summary>The models of a file: whole ones, ones with mistakes, and the mistakes in the order of the text.</summary>
public sealed record BindResult(IReadOnlyList<BoundModel> Models, IReadOnlyList<BrokenModel> Broken, EquatableArray<Diagnostic> Diagnostics);
