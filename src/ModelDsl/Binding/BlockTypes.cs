using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>
/// The blocks of a model as they are used: each with its arguments, its input's shape and what it stands before is bound once, however often it is
/// used. What a model of many repeats costs to compile is what its different blocks cost.
/// </summary>
internal sealed class BlockTypes(SourceText own)
{
    private readonly Dictionary<(BlockDefinition, string, LayerSettings), PreparedBody?> _prepared = [];
    private readonly Dictionary<(PreparedBody, Shape), List<(Follow? After, BlockType? Type)>> _types = [];
    private readonly List<BlockDefinition> _open = [];

    /// <summary>The body of a block as it is used, before any shape is known; null where it uses itself.</summary>
    public PreparedBody? Prepare(BlockUse use, LayerSettings settings, ICollection<Diagnostic> diagnostics)
    {
        var key = (use.Definition, use.Title, settings);
        if (_prepared.TryGetValue(key, out var known)) return known;
        var (definition, syntax) = (use.Definition, use.Definition.Syntax);
        if (_open.Contains(definition)) return null;
        _open.Add(definition);
        var found = new List<Diagnostic>();
        foreach (var statement in syntax.Body)
        {
            if (statement is InputStatement or PrecisionStatement or LossStatement or OutputStatement or ExpectStatement) found.Add(Catalogue.SettingInBlock(statement.Span));
        }

        var numbers = use.Numbers();
        ConstantReader.Read(syntax.Body, numbers, column: 0, columns: 1, definition.Text, found);
        Identifier[] inputs = [new(syntax.Name.Span, "input")];
        var expanded = Expansion.Expand(syntax.Body, new BodyContext(definition.Text, definition.Scope, numbers, inputs), found);
        var isEndless = false;
        foreach (var place in expanded.Places)
        {
            if (place.Block is not { } inner) continue;
            var circle = _open.SkipWhile(open => open != inner.Definition).ToArray();
            isEndless |= circle.Length > 0;
            if (circle.Length == 0) Prepare(inner, settings, found);
            // One mistake, reported where the circle comes back to what the file has first.
            else if (circle.All(member => member.Text != inner.Definition.Text || member.Syntax.Span.Start >= inner.Definition.Syntax.Span.Start)) found.Add(Catalogue.CallsItself(place.Span, "block", inner.Definition.Name));
        }

        var body = new PreparedBody(expanded, new LayerSettings(syntax.Body, definition.Text, definition.Scope.Layers, found, settings), this, found) { InputNames = inputs, IsBlock = true };
        _open.RemoveAt(_open.Count - 1);
        var isWhole = !isEndless && found.All(d => d.Severity != Severity.Error) && syntax.Body.All(s => s is not BrokenStatement);
        HandOver(found, definition, place: null, diagnostics);
        _prepared[key] = isWhole ? body : null;
        return _prepared[key];
    }

    /// <summary>The block for an input's shape and what comes behind it; null where it has mistakes.</summary>
    public BlockType? Bind(Place place, LayerSettings settings, Shape input, Func<Follow> after, ICollection<Diagnostic> diagnostics)
    {
        var use = place.Block!;
        if (Prepare(use, settings, diagnostics) is not { } body)
        {
            if (use.Definition.Text != own) diagnostics.Add(Catalogue.BrokenBlock(place.Span, use.Title, use.Definition.Text.Path));
            return null;
        }

        if (!_types.TryGetValue((body, input), out var known)) _types.Add((body, input), known = []);
        foreach (var (before, type) in known)
        {
            if (before is null || before == after()) return type;
        }

        Follow? consulted = null;
        var found = new List<Diagnostic>();
        var broken = use.Definition.Syntax.Body.OfType<BrokenStatement>().ToArray();
        BodyBinder Binder(PreparedBody of, BlockTypes types, ICollection<Diagnostic> reports) =>
            new(of, [input], () => consulted ??= after(), types, use.Definition.Text, broken, reports);
        var filled = body.HasHoles ? new Holes(body, expected: null, trial => Binder(trial, new BlockTypes(own), [])).Fill(found) : body;
        var binder = Binder(filled, this, found);
        binder.Bind(default);
        CheckNames(binder, filled.Body, use.Definition.Text, found);
        var bound = found.All(d => d.Severity != Severity.Error) && binder.IsWhole ? binder.Build() : null;
        HandOver(found, use.Definition, place, diagnostics);
        var result = bound is null ? null : new BlockType(use.Definition.Name, use.Title, use.Definition.Text, use.Definition.Syntax.Name.Span, bound);
        known.Add((consulted, result));
        return result;
    }

    private static void CheckNames(BodyBinder binder, ExpandedBody body, SourceText text, List<Diagnostic> found)
    {
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        for (var i = 0; i < binder.Names.Count; i++)
        {
            var (name, place) = (binder.Names[i], body.Places[i].GivenName?.Span ?? body.Places[i].Span);
            if (name.Length == 0) continue;
            var property = Naming.Pascal(name);
            if (binder.IsProperty(i) && ReservedNames.HiddenByLayerOfBlock(property) is { } hidden) found.Add(Catalogue.ReservedName(place, name, hidden));
            else if (places.TryGetValue(property, out var first)) found.Add(Catalogue.NameTaken(place, name, text.LineOf(first)));
            else places.Add(property, place);
        }
    }

    /// <summary>Mistakes in a block of another file are reported there; here stands what a use makes of it.</summary>
    private void HandOver(IEnumerable<Diagnostic> found, BlockDefinition definition, Place? place, ICollection<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in found)
        {
            if (definition.Text == own)
            {
                diagnostics.Add(place is null || definition.Syntax.Parameters.Count == 0
                    ? diagnostic
                    : diagnostic with { Message = $"{diagnostic.Message} (in '{place.Block!.Title}', which line {own.LineOf(place.Span)} uses)" });
            }
            else if (place is not null)
            {
                var at = definition.Text.PositionOf(diagnostic.Span.Start);
                diagnostics.Add(diagnostic with
                {
                    Span = place.Span,
                    Message = FormattableString.Invariant($"in '{place.Block!.Title}', {definition.Text.Path}({at.Line},{at.Column}): {diagnostic.Message}"),
                });
            }
        }
    }
}
