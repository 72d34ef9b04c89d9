using ModelDsl.Graphs;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A model of a file, or one column of a table.</summary>
/// <param name="Name">The class it becomes; empty where its heading is broken.</param>
/// <param name="Place">Its name in the file.</param>
/// <param name="Body">Its statements, of a table the shared ones.</param>
/// <param name="Column">Which cells are its own.</param>
/// <param name="Columns">How many there are; 1 for a model by itself.</param>
public sealed record ModelVariant(string Name, SourceSpan Place, EquatableArray<StatementSyntax> Body, int Column, int Columns)
{
    /// <summary>What it begins with where that is another model; else null.</summary>
    public BaseSyntax? Base { get; init; }

    /// <summary>The models of a definition; none of a block.</summary>
    public static IEnumerable<ModelVariant> Of(DefinitionSyntax definition) => definition switch
    {
        TableSyntax table => table.Columns.Select((column, index) => new ModelVariant(
            Naming.Pascal(table.Name.Text) + Naming.Pascal(column.Text), column.Span, table.Body, index, table.Columns.Count)),
        ModelSyntax model => [new ModelVariant(Naming.Pascal(model.Name.Text), model.Name.Span, model.Body, Column: 0, Columns: 1) { Base = model.Base }],
        _ => [],
    };
}

/// <summary>A model, and the file it stands in: there it finds the blocks that it uses and the model that it begins with.</summary>
internal sealed class ModelDefinition(ModelVariant variant, SourceText text, Definitions scope)
{
    public ModelVariant Variant { get; } = variant;

    public SourceText Text { get; } = text;

    /// <summary>What its own file defines and uses.</summary>
    public Definitions Scope { get; } = scope;

    /// <summary>The model that it begins with; null where there is none, or none of that name.</summary>
    public ModelDefinition? Base => Variant.Base is { } origin ? Scope.FindModel(origin.Model.Text) : null;

    /// <summary>Itself and the models it begins with, where they come round to it again; else empty.</summary>
    public IReadOnlyList<ModelDefinition> Circle()
    {
        var circle = new List<ModelDefinition> { this };
        for (var next = Base; next is not null; next = next.Base)
        {
            if (next == this) return circle;
            if (circle.Contains(next)) break;
            circle.Add(next);
        }

        return [];
    }
}
