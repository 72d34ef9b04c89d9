using ModelDsl.Diagnostics;
using ModelDsl.Graphs;
using ModelDsl.Layers;
using ModelDsl.Syntax;

namespace ModelDsl.Binding;

/// <summary>
/// Finds what <c>?</c> is in a layer's width: the one number that makes its branch fit the one it is added to, its reshape, or the output that is
/// expected. The width is tried with 1 and 2; what the fitting place makes of it grows evenly, so that two points tell the rest.
/// </summary>
internal sealed class Holes(PreparedBody body, IReadOnlyList<int>? expected, Func<PreparedBody, BodyBinder> bind)
{
    /// <summary>The body with every hole filled that can be; what cannot is reported.</summary>
    public PreparedBody Fill(ICollection<Diagnostic> diagnostics)
    {
        var filled = body;
        for (var i = 0; i < filled.Body.Places.Count; i++)
        {
            if (filled.Body.Places[i].Filled is not { } fill) continue;
            var found = Find(filled, i, fill);
            if (found is null) diagnostics.Add(Catalogue.HoleOutOfPlace(filled.Body.Places[i].Syntax.Width!.Span));
            filled = filled.With(i, found is { } number ? fill(number) : null);
        }

        return filled;
    }

    private long? Find(PreparedBody partial, int place, Func<long, LayerSyntax?> fill)
    {
        if (Constraint(partial, place) is not { } constraint || Measure(1) is not { } one || Measure(2) is not { } two) return null;
        var (slope, wanted) = (two.Made - one.Made, one.Wanted);
        if (slope == 0 || two.Wanted != wanted || (wanted - one.Made) % slope != 0) return null;
        var number = (wanted - one.Made) / slope + 1;
        return number >= 1 && fill(number) is not null ? number : null;

        (long Made, long Wanted)? Measure(long width)
        {
            if (fill(width) is not { } syntax) return null;
            var trial = bind(partial.With(place, syntax));
            trial.Bind(default);
            return constraint(trial);
        }
    }

    /// <summary>The first place behind a hole whose other side is fixed: what it measures of a trial, and what that should be.</summary>
    private Func<BodyBinder, (long, long)?>? Constraint(PreparedBody partial, int place)
    {
        while (true)
        {
            var users = partial.UsersOf(place);
            if (users.Count == 0 || place == partial.Body.End)
            {
                var end = place;
                return expected is null ? null : trial => trial.ShapeOf(end) is { } made ? (Channels(made), expected[Broadcast.ChannelAxis(expected.Count)]) : null;
            }

            if (users.Count > 1) return null;
            var (user, input) = users[0];
            var next = partial.Body.Places[user];
            if (next.Kind is ReshapeKind && next.Syntax.Options[0].Values[0] is DimensionsValue { Sizes: DimensionsSyntax sizes })
            {
                var (before, elements) = (place, sizes.Sizes.Aggregate(1L, (product, size) => product * size));
                return trial => trial.ShapeOf(before) is { } made ? (made.Elements, elements) : null;
            }

            if (next.Role is PlaceRole.Branches or PlaceRole.Residual && next.Kind is not ConcatenationKind && next.Inputs.Count == 2)
            {
                var (own, other) = (place, next.Inputs[1 - input]);
                return trial => trial.ShapeOf(own) is { } made && trial.ShapeOf(other) is { } wanted ? (Channels(made), Channels(wanted)) : null;
            }

            place = user;
        }
    }

    private static long Channels(Shape shape) => shape.Rank == 0 ? 1 : shape[Broadcast.ChannelAxis(shape.Rank)];
}
