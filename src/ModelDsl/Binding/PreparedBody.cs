using ModelDsl.Diagnostics;
using ModelDsl.Layers;
using ModelDsl.Ops;
using ModelDsl.Syntax;

namespace ModelDsl.Binding;

/// <summary>What comes behind a layer, as far as it decides what the layer carries and how its weights begin.</summary>
/// <param name="IsLinear">An activation, a normalisation, a softmax or a sum follows at once, or nothing: the layer carries no activation.</param>
/// <param name="Met">The activation that follows, at once or behind normalisations and sums.</param>
internal readonly record struct Follow(bool IsLinear, ActivationFunction? Met)
{
    public static Follow Nothing => new(true, null);

    public Follow And(Follow other) => new(IsLinear || other.IsLinear, Met ?? other.Met);
}

/// <summary>A body whose layers have their options, and know who uses them. No shape is known yet.</summary>
internal sealed class PreparedBody
{
    private readonly LayerSettings _settings;
    private readonly BlockTypes _blocks;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly List<(int Place, int Input)>[] _users;
    private readonly List<(int Place, int Input)> _entries = [];
    private readonly HashSet<int> _misread = [];

    public PreparedBody(ExpandedBody body, LayerSettings settings, BlockTypes blocks, ICollection<Diagnostic> diagnostics)
    {
        Body = body;
        _settings = settings;
        _blocks = blocks;
        _diagnostics = diagnostics;
        var places = body.Places;
        Options = new IReadOnlyDictionary<string, OptionSyntax>?[places.Count];
        _users = new List<(int, int)>[places.Count];
        for (var i = places.Count - 1; i >= 0; i--)
        {
            _users[i] ??= [];
            for (var input = places[i].Inputs.Count - 1; input >= 0; input--) Use(places[i].Inputs[input], i, input);
            if (places[i] is not { Kind: { } kind, Role: PlaceRole.Written or PlaceRole.Branches or PlaceRole.Residual }) continue;
            var syntax = places[i].Filled is { } fill ? fill(1) : places[i].Syntax;
            var mistakes = diagnostics.Count;
            if (syntax is not null && HeadCheck.IsRight(kind, syntax, diagnostics)) Options[i] = settings.WithDefaults(kind, OptionReader.Read(kind, syntax, diagnostics));
            if (diagnostics.Count > mistakes) _misread.Add(i);
        }
    }

    public ExpandedBody Body { get; }

    /// <summary>Whether it is a block's body, and not a model's.</summary>
    public bool IsBlock { get; init; }

    /// <summary>Names that its layers are not given.</summary>
    public IReadOnlyList<string> TakenNames { get; init; } = [];

    /// <summary>What the body's inputs are called.</summary>
    public required IReadOnlyList<Identifier> InputNames { get; init; }

    public LayerSettings Settings => _settings;

    /// <summary>The checked options of each place, with the defaults; null where the layer is unknown or its head is wrong.</summary>
    public IReadOnlyDictionary<string, OptionSyntax>?[] Options { get; }

    /// <summary>Whether an option of a place is wrong, which is reported: what is wrong with the layer besides may come of that.</summary>
    public bool IsMisread(int place) => _misread.Contains(place);

    /// <summary>The places that read a place, with which of their inputs.</summary>
    public IReadOnlyList<(int Place, int Input)> UsersOf(int place) => _users[place];

    /// <summary>Whether there are sizes to be found out.</summary>
    public bool HasHoles => Body.Places.Any(p => p.Filled is not null);

    /// <summary>The same with a layer's hole filled; null for what cannot be found out.</summary>
    public PreparedBody With(int place, LayerSyntax? syntax)
    {
        var places = Body.Places.ToArray();
        places[place] = places[place].With(syntax);
        return new PreparedBody(Body with { Places = places }, _settings, _blocks, []) { InputNames = InputNames, IsBlock = IsBlock, TakenNames = TakenNames };
    }

    /// <summary>What follows a place.</summary>
    /// <param name="place">Which.</param>
    /// <param name="end">What follows the body.</param>
    public Follow After(int place, Func<Follow> end)
    {
        Follow? all = place == Body.End || _users[place].Count == 0 ? end() : null;
        foreach (var user in _users[place])
        {
            var follow = Through(user.Place, user.Input, end);
            all = all is { } before ? before.And(follow) : follow;
        }

        return all ?? Follow.Nothing;
    }

    /// <summary>What a value meets that goes into the body.</summary>
    public Follow Entry(Func<Follow> end)
    {
        Follow? all = Body.End < 0 ? end() : null;
        foreach (var user in _entries)
        {
            var follow = Through(user.Place, user.Input, end);
            all = all is { } before ? before.And(follow) : follow;
        }

        return all ?? default;
    }

    private void Use(int used, int place, int input)
    {
        // To see the body's shape is not to use its value.
        if (input == 1 && Body.Places[place].Role is PlaceRole.AutoConvolution or PlaceRole.PadShortcut) return;
        if (used < 0) _entries.Insert(0, (place, input));
        else (_users[used] ??= []).Insert(0, (place, input));
    }

    private Follow Through(int place, int input, Func<Follow> end)
    {
        var user = Body.Places[place];
        if (user.Block is { } block) return _blocks.Prepare(block, _settings, _diagnostics)?.Entry(() => After(place, end)) ?? default;
        if (user.Role is PlaceRole.Branches or PlaceRole.Residual)
        {
            if (!user.Ends[input]) return default;
            var behind = After(place, end);
            return user.Kind is ConcatenationKind ? behind : behind with { IsLinear = true };
        }

        if (user.Role != PlaceRole.Written) return default;
        return user.Kind?.Role switch
        {
            LayerRole.Activation => new Follow(true, Options[place] is { } options ? user.Kind.Function(new LayerCall(user.Syntax, "", options, _diagnostics)) : null),
            LayerRole.Normalisation => new Follow(true, After(place, end).Met),
            LayerRole.Softmax => new Follow(true, null),
            _ => default,
        };
    }
}
