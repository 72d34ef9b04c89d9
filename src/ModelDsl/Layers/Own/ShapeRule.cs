using ModelDsl.Graphs;

namespace ModelDsl.Layers;

/// <summary>Arithmetic over the axes' names and the options.</summary>
internal abstract record Term
{
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Every name must be in the table.</summary>
    public abstract double Value(IReadOnlyDictionary<string, double> names);
}

internal sealed record NumberTerm(double Number) : Term
{
    public override IEnumerable<string> Names => [];

    public override double Value(IReadOnlyDictionary<string, double> names) => Number;
}

internal sealed record NameTerm(string Name) : Term
{
    public override IEnumerable<string> Names => [Name];

    public override double Value(IReadOnlyDictionary<string, double> names) => names[Name];
}

/// <summary><c>//</c> rounds down; <c>/</c> does not, and what does not come out whole is no size.</summary>
internal sealed record BinaryTerm(string Operator, Term Left, Term Right) : Term
{
    public override IEnumerable<string> Names => Left.Names.Concat(Right.Names);

    public override double Value(IReadOnlyDictionary<string, double> names)
    {
        var (left, right) = (Left.Value(names), Right.Value(names));
        return Operator switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "//" => Math.Floor(left / right),
            _ => left / right,
        };
    }
}

/// <summary>One size of a rule, as it is written; <see cref="Rest"/> is <c>...</c>, any number of axes.</summary>
internal sealed record RuleSize(Term? Term, string Text)
{
    public static RuleSize Rest { get; } = new(null, "...");

    public bool IsRest => Term is null;
}

/// <summary>A size that an output cannot have: how the rule says it, and what that comes to.</summary>
internal sealed record WrongSize(string Text, double Value);

/// <summary>What a shape rule makes of a shape: <c>c x h x w -> c/(factor*factor) x h*factor x w*factor</c>, or <c>... -> ...</c>.</summary>
internal sealed record ShapeRule(string Text, IReadOnlyList<RuleSize> Input, IReadOnlyList<RuleSize> Output)
{
    /// <summary>The input's side as written: <c>c x h x w</c>.</summary>
    public string InputText => string.Join(" x ", Input.Select(s => s.Text));

    /// <summary>The names of the input's axes.</summary>
    public IEnumerable<string> Axes => Input.Where(s => s.Term is NameTerm).Select(s => ((NameTerm)s.Term!).Name).Distinct();

    /// <summary>Gives the axes' names the sizes of a shape, beside the options; null where the shape is another.</summary>
    public RuleScope? Match(Shape shape, IReadOnlyDictionary<string, double> options)
    {
        var rest = shape.Rank - Input.Count(s => !s.IsRest);
        if (rest < 0 || rest > 0 && !Input.Any(s => s.IsRest)) return null;
        var names = options.ToDictionary(pair => pair.Key, pair => pair.Value);
        var others = new List<int>();
        var axis = 0;
        foreach (var size in Input)
        {
            if (size.IsRest) for (var i = 0; i < rest; i++) others.Add(shape[axis++]);
            else if (size.Term is NameTerm { Name: var name } && !names.ContainsKey(name)) names.Add(name, shape[axis++]);
            else if (size.Term!.Value(names) != shape[axis++]) return null;
        }

        return new RuleScope(names, others);
    }
}

/// <summary>What the names of a rule stand for at one use, and the axes that <c>...</c> does.</summary>
internal sealed record RuleScope(IReadOnlyDictionary<string, double> Names, IReadOnlyList<int> Rest)
{
    /// <summary>The shape that sizes come to, or the first size that is no whole number from 1. Too large ones are the largest there is.</summary>
    public Shape? ShapeOf(IEnumerable<RuleSize> sizes, out WrongSize? wrong)
    {
        var found = new List<int>();
        wrong = null;
        foreach (var size in sizes)
        {
            if (size.IsRest)
            {
                found.AddRange(Rest);
                continue;
            }

            var value = size.Term!.Value(Names);
            if (!(value >= 1) || value != Math.Floor(value) || value > int.MaxValue)
            {
                wrong = new WrongSize(size.Text, value);
                return null;
            }

            found.Add((int)value);
        }

        return Shape.Of([.. found]);
    }
}
