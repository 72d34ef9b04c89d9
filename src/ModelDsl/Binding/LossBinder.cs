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
    public IReadOnlyList<LossTerm> Bind(LossStatement? statement, SourceSpan model)
    {
        if (statement is not null) return statement.Terms.Select(Term).OfType<LossTerm>().ToArray();
        LossFunction usual = KindAt(outputs[0]) switch
        {
            LogSoftmaxKind => new NegativeLogLikelihood(),
            { Role: LayerRole.Softmax } => new CrossEntropy(),
            Sigmoid => new BinaryCrossEntropy(),
            _ => new SquaredErrorLoss(),
        };
        var span = outputs[0] >= 0 ? body.Places[outputs[0]].Span : model;
        return [Checked(usual, new LossCall(new Dictionary<string, OptionSyntax>()), [outputs[0]], usual.Name, span)];
    }

    /// <summary>The layer that makes a value; of a block's the one it ends in. Null for an input, or what is no layer.</summary>
    private LayerKind? KindAt(int place) => place < 0 ? null : body.Places[place].Kind ?? shapes.EndOf(place);

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
        return Checked(function, new LossCall(constants, weight), places, Written(syntax.Span), syntax.Loss.Span);
    }

    /// <summary>The file's words in one line, without comments.</summary>
    private string Written(SourceSpan span) => string.Concat(text[span].Split('\n').Select(line => line.Split('#')[0].Trim() + " ")).Trim();

    private LossTerm Checked(LossFunction function, LossCall call, IReadOnlyList<int> places, string written, SourceSpan span)
    {
        var target = places.Count > 0 ? function.Target(KindAt(places[0])) : TargetKind.None;
        var isNamed = function.Values.Least < function.Values.Most && places.Count == function.Values.Most;
        var term = new LossTerm(function, call, places, written, span, isNamed ? TargetKind.None : target);
        var known = places.Select(shapes.ShapeOf).ToArray();
        if (known.Any(s => s is null)) return term;
        var problem = EndProblem(term) ?? function.Problem([.. known.Select(s => s!)], call);
        if (problem is not null) diagnostics.Add(Catalogue.LossDoesNotFit(span, function.Name, problem));
        return term;
    }

    /// <summary>Whether what a value ends in is what the loss takes: probabilities of a softmax, or of sigmoids.</summary>
    private string? EndProblem(LossTerm term)
    {
        if (term.Places.Count == 0 || KindAt(term.Places[0]) is not { } kind) return null;
        var place = term.Places[0];
        if (term.Function.Scores != ScoreFunction.None && body.Places[place].Kind is null && (kind.Role == LayerRole.Softmax || kind is Sigmoid))
            return $"it takes the scores before the {kind.Keyword}, which stands in the block '{body.Places[place].Written}'; write the {kind.Keyword} behind the block";
        return term.Function.Remedy(kind) is { } remedy ? $"{(place == outputs[0] ? "the model ends" : "its value ends")} in {kind.Keyword}; {remedy}" : null;
    }
}
