using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Ops;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A term of the loss whose values are places: they become nodes once the body is built.</summary>
/// <param name="Function">Which loss.</param>
/// <param name="Call">Its weight and constants.</param>
/// <param name="Places">Where its values are made.</param>
/// <param name="Written">As the file has it.</param>
/// <param name="Span">Its name there.</param>
/// <param name="Outside">What comes from outside.</param>
internal sealed record LossTerm(LossFunction Function, LossCall Call, IReadOnlyList<int> Places, string Written, SourceSpan Span, TargetKind Outside);

/// <summary>The loss that a model asks for, checked against its values; or what goes with the layer that makes its output.</summary>
internal sealed class LossBinder(
    SourceText text, ExpandedBody body, BodyBinder shapes, IReadOnlyList<int> outputs, Arithmetic arithmetic, ICollection<Diagnostic> diagnostics)
{
    private static readonly LossCall Plain = new(new Dictionary<string, OptionSyntax>());

    public IReadOnlyList<LossTerm> Bind(LossStatement? statement, SourceSpan model)
    {
        if (statement is not null) return statement.Terms.Select(Term).OfType<LossTerm>().ToArray();
        var usual = UsualFor(outputs[0]);
        return [Checked(Term(usual, Plain, [outputs[0]], usual.Name, outputs[0] >= 0 ? body.Places[outputs[0]].Span : model))];
    }

    /// <summary>The loss that goes with the layer that makes a value.</summary>
    private LossFunction UsualFor(int place) => KindAt(place) switch
    {
        LogSoftmaxKind => new NegativeLogLikelihood(),
        { Role: LayerRole.Softmax } => new CrossEntropy(),
        Sigmoid => new BinaryCrossEntropy(),
        _ => new SquaredErrorLoss(),
    };

    /// <summary>The layer that makes a value; of a block's the one it ends in, of one misspelt the one that is meant. Null for an input, or what is no layer.</summary>
    private LayerKind? KindAt(int place)
    {
        var made = Before(place, kind => kind is TapKind);
        return made < 0 ? null : body.Places[made].Kind ?? body.Places[made].Meant ?? shapes.EndOf(made);
    }

    /// <summary>The place whose numbers a value has, less the layers that pass them on.</summary>
    private int Before(int place, Func<LayerKind?, bool> passesOn)
    {
        while (place >= 0 && passesOn(body.Places[place].Kind)) place = body.Places[place].Inputs[0];
        return place;
    }

    /// <summary>A term, or of one with a mistake as much as says what comes from outside; null where that is nothing.</summary>
    private LossTerm? Term(LossTermSyntax syntax)
    {
        LossTerm Of(LossFunction function, IReadOnlyList<int> places, LossCall call) => Term(function, call, places, Written(syntax.Span), syntax.Loss.Span);

        if (LossRegistry.Find(syntax.Loss.Text) is not { } function)
        {
            var meant = LossRegistry.Suggest(syntax.Loss.Text);
            diagnostics.Add(Catalogue.UnknownLoss(syntax.Loss.Span, syntax.Loss.Text, meant?.Name, LossRegistry.Functions.Select(f => f.Name)));
            var values = Arguments(syntax, meant, []).Values;
            return meant is not null ? Of(meant, values, Plain) : values.Count < 2 ? Of(UsualFor(values[0]), values, Plain) : null;
        }

        var (places, options) = Arguments(syntax, function, diagnostics);
        if (new Literals(arithmetic).Of(options, function.Options) is not { } literal) return Of(function, places, Plain);
        var constants = OptionReader.Read(function.Name, function.Options, literal, diagnostics);
        if (places.Count < function.Values.Least || places.Count > function.Values.Most)
        {
            // Where a value is unknown, that is the mistake.
            if (!places.Contains(Expansion.Nowhere)) diagnostics.Add(Catalogue.NumberOfValues(syntax.Loss.Span, function.Name, function.Values.Least, function.Values.Most, places.Count, function.Example));
            return Of(function, places, Plain);
        }

        var weight = syntax.Weight is null ? 1 : arithmetic.Number(syntax.Weight) ?? 1;
        return Checked(Of(function, places, new LossCall(constants, weight)));
    }

    /// <summary>The values that a term names, else the output where it needs one, and its constants.</summary>
    private (List<int> Values, List<OptionSyntax> Options) Arguments(LossTermSyntax syntax, LossFunction? function, ICollection<Diagnostic> reports)
    {
        var (places, options) = (new List<int>(), new List<OptionSyntax>());
        foreach (var argument in syntax.Arguments)
        {
            if (argument is { Name: { } name, Values.Count: 0 } && function?.Options.Any(o => o.Name == LayerRegistry.Normalise(name.Text)) != true && (!arithmetic.Scope.Contains(name.Text) || arithmetic.Scope.IsWrong(name.Text)))
            {
                if (!body.Values.TryGet(name.Text, out var place))
                {
                    if (!arithmetic.Scope.IsWrong(name.Text)) reports.Add(Catalogue.UnknownValue(name.Span, name.Text, Spelling.Closest(name.Text, body.Values.Names)));
                    place = Expansion.Nowhere;
                }

                places.Add(place);
            }
            else options.Add(argument);
        }

        if (places.Count == 0 && function?.Values.Least != 0) places.Add(outputs[0]);
        return (places, options);
    }

    /// <summary>The file's words in one line, without comments.</summary>
    private string Written(SourceSpan span) => string.Concat(text[span].Split('\n').Select(line => line.Split('#')[0].Trim() + " ")).Trim();

    private LossTerm Term(LossFunction function, LossCall call, IReadOnlyList<int> places, string written, SourceSpan span)
    {
        var target = places.Count > 0 ? function.Target(KindAt(places[0])) : TargetKind.None;
        var isNamed = function.Values.Least < function.Values.Most && places.Count == function.Values.Most;
        return new LossTerm(function, call, places, written, span, isNamed ? TargetKind.None : target);
    }

    private LossTerm Checked(LossTerm term)
    {
        var known = term.Places.Select(shapes.ShapeOf).ToArray();
        if (known.Any(s => s is null)) return term;
        var problem = EndProblem(term) ?? term.Function.Problem([.. known.Select(s => s!)], term.Call);
        if (problem is not null) diagnostics.Add(Catalogue.LossDoesNotFit(term.Span, term.Function.Name, problem));
        return term;
    }

    /// <summary>Whether what a value ends in, also behind a reshape, is what the loss takes: probabilities of a softmax, or of sigmoids.</summary>
    private string? EndProblem(LossTerm term)
    {
        if (term.Places.Count == 0) return null;
        var place = Before(term.Places[0], kind => kind is TapKind or ReshapeKind or FlattenKind);
        if (KindAt(place) is not { } kind) return null;
        if (term.Function.Scores != ScoreFunction.None && body.Places[place].Block is not null && (kind.Role == LayerRole.Softmax || kind is Sigmoid))
            return $"it takes the scores before the {kind.Keyword}, which stands in the block '{body.Places[place].Written}'; write the {kind.Keyword} behind the block";
        if (term.Function.Remedy(kind) is { } remedy) return $"{(term.Places[0] == outputs[0] ? "the model ends" : "its value ends")} in {kind.Keyword}; {remedy}";
        if (term.Function is not ClassificationLoss || kind.Role != LayerRole.Softmax || shapes.ShapeOf(place) is not { } made || shapes.ShapeOf(term.Places[0]) is not { } compared) return null;
        return Rows(made) == Rows(compared)
            ? null
            : $"its classes are the {compared[Broadcast.ChannelAxis(compared.Rank)]} of {compared}, but the {kind.Keyword} is of the {made[Broadcast.ChannelAxis(made.Rank)]} of {made}; write it behind the reshape";
    }

    /// <summary>How the numbers of a shape lie around the classes: how many before, the classes, and how many behind each.</summary>
    private static (long Before, int Classes, long Behind) Rows(Shape shape)
    {
        var axis = Broadcast.ChannelAxis(shape.Rank);
        var before = shape.Sizes.Take(axis).Aggregate(1L, (product, size) => product * size);
        return (before, shape[axis], shape.Elements / before / shape[axis]);
    }
}
