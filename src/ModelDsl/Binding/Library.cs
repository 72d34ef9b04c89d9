using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>The files that others use for their blocks and models, each read once.</summary>
internal sealed class Library(IReadOnlyList<SourceText> files, OwnLayers own)
{
    private readonly Dictionary<string, Definitions> _known = new(StringComparer.Ordinal);

    /// <summary>The blocks and models that a file's lines may use: those of the files it uses, and its own.</summary>
    public Definitions DefinitionsOf(FileSyntax file, SourceText text, ICollection<Diagnostic>? diagnostics)
    {
        var definitions = new Definitions(own);
        // Known from here on: two files may use each other.
        _known[text.Path] = definitions;
        foreach (var block in file.Definitions.OfType<BlockSyntax>().Where(b => b.Name.Text.Length > 0))
        {
            if (own.Find(block.Name.Text) is { } layer) diagnostics?.Add(Catalogue.BlockNamedAsOwnLayer(block.Name.Span, block.Name.Text, layer.ClassName));
            if (!definitions.Add(new BlockDefinition(block, text, definitions))) diagnostics?.Add(
                Catalogue.NameTaken(block.Name.Span, block.Name.Text, text.LineOf(definitions.Find(block.Name.Text)!.Syntax.Name.Span)));
        }

        foreach (var variant in file.Definitions.SelectMany(ModelVariant.Of)) definitions.Add(new ModelDefinition(variant, text, definitions));
        foreach (var use in file.Uses)
        {
            var path = Resolve(text.Path, use.Path);
            if (!_known.TryGetValue(path, out var theirs))
            {
                if (files.FirstOrDefault(f => f.Path == path) is not { } used)
                {
                    diagnostics?.Add(Catalogue.UsedFileMissing(use.PathSpan, path));
                    continue;
                }

                theirs = DefinitionsOf(Parser.Parse(used).File, used, diagnostics: null);
            }

            foreach (var block in theirs.Own)
            {
                if (!definitions.Add(block)) diagnostics?.Add(Catalogue.BlockInTwoFiles(use.Span, block.Name, path));
            }

            foreach (var model in theirs.OwnModels) definitions.Add(model);
        }

        return definitions;
    }

    /// <summary>A path of a use line, from the folder of the file that has it: <c>models/resnet.net</c> and <c>../blocks.net</c> give <c>blocks.net</c>.</summary>
    public static string Resolve(string from, string path)
    {
        var parts = new List<string>(from.Split('/'));
        parts.RemoveAt(parts.Count - 1);
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] != "..") parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or "")) parts.Add(part);
        }

        return string.Join("/", parts);
    }
}
