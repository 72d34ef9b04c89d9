using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Losses;
using ModelDsl.Ops;
using ModelDsl.Syntax;
using ModelDsl.Text;

namespace ModelDsl.Binding;

/// <summary>A term of the loss whose values are places: they become nodes once the body is built.</summary>
internal sealed record LossTerm(LossFunction Function, LossCall Call, IReadOnlyList<int> Places, SourceSpan Span)
{
    public bool HasTarget => Function.Target != TargetKind.None && Places.Count < Math.Max(2, Function.Values.Most);
}

/// <summary>The loss that a model asks for, checked against its values; or what goes with the layer that makes its output.</summary>
internal sealed class LossBinder(
    ExpandedBody body, BodyBinder shapes, IReadOnlyList<int> outputs, Arithmetic arithmetic, ICollection<Diagnostic> diagnostics)
{
    public IReadOnlyList<LossTerm> Bind(LossStatement? statement, SourceSpan model)
    {
        if (statement is not null) return statement.Terms.Select(Term).OfType<LossTerm>().ToArray();
        var usual = (KindAt(outputs[0]) ?? shapes.EndOf(outputs[0])) switch
        {
            { Role: LayerRole.Softmax } => "crossentropy",
            Sigmoid => "bce",
            _ => "mse",
        };
        var span = outputs[0] >= 0 ? body.Places[outputs[0]].Span : model;
        var term = new LossTerm(LossRegistry.Find(usual)!, new LossCall(new Dictionary<string, OptionSyntax>()), [outputs[0]], span);
        Check(term);
        return [term];
    }

    private LayerKind? KindAt(int place) => place < 0 ? null : body.Places[place].Kind;

    private LossTerm? Term(LossTermSyntax syntax)
    {
        if (LossRegistry.Find(syntax.Loss.Text) is not { } function)
        {
            diagnostics.Add(Catalogue.UnknownLoss(syntax.Loss.Span, syntax.Loss.Text, LossRegistry.Suggest(syntax.Loss.Text), LossRegistry.Functions.Select(f => f.Name)));
            return null;
        }

        var (places, options) = (new List<int>(), new List<OptionSyntax>());
        foreach (var argument in syntax.Arguments)
        {
            if (argument is { Name: { } name, Values.Count: 0 } && !function.Options.Any(o => o.Name == LayerRegistry.Normalise(name.Text)) && !arithmetic.Scope.Contains(name.Text))
            {
                if (body.Values.TryGet(name.Text, out var place)) places.Add(place);
                else diagnostics.Add(Catalogue.UnknownValue(name.Span, name.Text, Spelling.Closest(name.Text, body.Values.Names)));
            }
            else options.Add(argument);
        }

        var literal = new Literals(arithmetic).Of(options, function.Options);
        if (literal is null) return null;
        var constants = OptionReader.Read(function.Name, function.Options, literal, diagnostics);
        if (places.Count == 0 && function.Values.Least > 0) places.Add(outputs[0]);
        if (places.Count < function.Values.Least || places.Count > function.Values.Most)
        {
            diagnostics.Add(Catalogue.NumberOfValues(syntax.Loss.Span, function.Name, function.Values.Least, function.Values.Most, places.Count, function.Example));
            return null;
        }

        var weight = syntax.Weight is null ? 1 : arithmetic.Number(syntax.Weight) ?? 1;
        var term = new LossTerm(function, new LossCall(constants, weight), places, syntax.Loss.Span);
        Check(term);
        return term;
    }

    private void Check(LossTerm term)
    {
        var known = term.Places.Select(shapes.ShapeOf).ToArray();
        if (known.Any(s => s is null)) return;
        var problem = ActivationProblem(term) ?? term.Function.Problem([.. known.Select(s => s!)]);
        if (problem is not null) diagnostics.Add(Catalogue.LossDoesNotFit(term.Span, term.Function.Name, problem));
    }

    /// <summary>Whether what the model ends in is what the loss undoes: probabilities of a softmax, or of sigmoids.</summary>
    private string? ActivationProblem(LossTerm term)
    {
        if (term.Function.Scores != ScoreFunction.None && term.Places.Count > 0 && shapes.EndOf(term.Places[0]) is { } hidden
            && (hidden.Role == LayerRole.Softmax || hidden is Sigmoid))
        {
            return $"it takes the scores before the {hidden.Keyword}, which stands in the block '{body.Places[term.Places[0]].Written}'; write the {hidden.Keyword} behind the block";
        }

        var (place, ends) = (term.Places.Count > 0 ? term.Places[0] : 0, term.Places.Count > 0 && term.Places[0] == outputs[0] ? "the model ends" : "its value ends");
        var kind = KindAt(place);
        return (term.Function.Scores, kind) switch
        {
            (ScoreFunction.Softmax, Sigmoid) => $"{ends} in sigmoid; end it in softmax, or write 'loss bce'",
            (ScoreFunction.Sigmoid, { Role: LayerRole.Softmax }) => $"{ends} in softmax; end it in sigmoid, or write 'loss cross-entropy'",
            (ScoreFunction.Softmax, { Role: LayerRole.Activation } and not Identity) => $"{ends} in {kind.Keyword}; end it in softmax",
            (ScoreFunction.Sigmoid, { Role: LayerRole.Activation } and not (Sigmoid or Identity)) => $"{ends} in {kind.Keyword}; end it in sigmoid",
            _ => null,
        };
    }
}
