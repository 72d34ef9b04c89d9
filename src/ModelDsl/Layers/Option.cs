namespace ModelDsl.Layers;

/// <summary>What an option takes.</summary>
public enum OptionForm
{
    /// <summary>Nothing, or yes or no: <c>valid</c>, <c>bias no</c>.</summary>
    Switch,

    /// <summary>One whole number or two joined by x: <c>pad 2</c>, <c>pad 3x0</c>.</summary>
    Size,

    /// <summary>Whole numbers joined by x, of which one may be <c>?</c>: <c>1x28x28</c>, <c>768x?</c>.</summary>
    Sizes,

    /// <summary>A whole number: <c>groups 2</c>.</summary>
    Count,

    /// <summary>A number: <c>alpha 1e-4</c>.</summary>
    Number,

    /// <summary>Several numbers, with blanks between: <c>weights 1 2 0.5</c>.</summary>
    Numbers,

    /// <summary>One of a few words, perhaps with a number: <c>init normal 0.01</c>.</summary>
    Choice,
}

/// <summary>An option of a layer: its word, what it takes, the range a number must lie in, and whether it may stand without its word.</summary>
public sealed record Option(string Name, OptionForm Form)
{
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Numbers below it are allowed, itself not.</summary>
    public double Below { get; init; } = double.PositiveInfinity;

    /// <summary>The minimum itself is not allowed.</summary>
    public bool AboveMinimum { get; init; }

    /// <summary>The words of a choice; a word with a number is written <c>normal N</c>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Which unnamed value it takes, from 0; -1 for none: <c>lrn(5)</c>, <c>dropout(0.2)</c>.</summary>
    public int Position { get; init; } = -1;

    public static Option Switch(string name) => new(name, OptionForm.Switch);

    public static Option Size(string name, int minimum = 1) => new(name, OptionForm.Size) { Minimum = minimum };

    public static Option Sizes(string name, int position = -1) => new(name, OptionForm.Sizes) { Minimum = 1, Position = position };

    public static Option Count(string name, int position = -1) => new(name, OptionForm.Count) { Minimum = 1, Position = position };

    public static Option Number(string name, int position = -1) => new(name, OptionForm.Number) { Position = position };

    public static Option Numbers(string name) => new(name, OptionForm.Numbers);

    public static Option Choice(string name, params string[] choices) => new(name, OptionForm.Choice) { Choices = choices };
}
