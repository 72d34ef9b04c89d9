namespace ModelDsl.Syntax;

/// <summary>
/// What a message says was expected. Each is an array, as Sprache passes them on, made once; the explanations of mistakes
/// (<see cref="Mistakes"/>) know by it where in the grammar a parser stood.
/// </summary>
internal static class Expectations
{
    public static readonly string[] Layer = ["a layer"];
    public static readonly string[] Width = ["a width"];
    public static readonly string[] Stride = ["a stride"];
    public static readonly string[] ChainEnd = ["'->' or the end of the line"];
    public static readonly string[] GroupEnd = ["'->' or ')'"];
    public static readonly string[] CellEnd = ["a layer, '->' or '|'"];
    public static readonly string[] BranchEnd = ["'->', ']' or one of | + - *"];
    public static readonly string[] ArgumentEnd = ["'->', an operator, ',' or ')'"];
    public static readonly string[] ShortcutEnd = ["')'"];
    public static readonly string[] ResidualEnd = ["'->', ', shortcut' or ')'"];
    public static readonly string[] Shortcut = ["'shortcut'"];
    public static readonly string[] Operand = ["a number, a name or '('"];
    public static readonly string[] ExpressionEnd = ["an operator or ')'"];
    public static readonly string[] BlockName = ["the block's name"];
    public static readonly string[] ParametersOrEnd = ["parameters in parentheses or the end of the line"];
    public static readonly string[] Parameter = ["a parameter's name"];
    public static readonly string[] ParameterEnd = ["',' or ')'"];
    public static readonly string[] NetName = ["the net's name"];
    public static readonly string[] Path = ["a file's path in quotes"];
    public static readonly string[] Option = ["an option"];
    public static readonly string[] OptionEnd = ["',' or ')'"];
    public static readonly string[] LineEnd = ["the end of the line"];
    public static readonly string[] InputSizes = ["sizes such as 28x28"];
    public static readonly string[] Precision = ["a precision"];
    public static readonly string[] Loss = ["the name of a loss"];
    public static readonly string[] Times = ["'*' and a loss"];
    public static readonly string[] TermEnd = ["'+' or the end of the line"];
    public static readonly string[] Value = ["the name of a value"];
    public static readonly string[] ConstantBar = ["an operator or '|'"];
    public static readonly string[] ConstantEnd = ["an operator or the end of the line"];
    public static readonly string[] Figure = ["a figure's name"];
    public static readonly string[] FigureValue = ["the figure's value"];
    public static readonly string[] FigureBar = ["'|'"];
    public static readonly string[] ListEnd = ["',' or the end of the line"];
    public static readonly string[] ModelName = ["the model's name"];
    public static readonly string[] BaseModel = ["the name of the model to begin with"];
    public static readonly string[] Until = ["'until' and the last layer to take over"];
    public static readonly string[] BaseLayer = ["the name of the last layer to take over"];
    public static readonly string[] TableName = ["the table's name"];
    public static readonly string[] Columns = ["the columns in parentheses"];
    public static readonly string[] Column = ["a column's name"];
    public static readonly string[] ColumnEnd = ["',' or ')'"];

    /// <summary>For tokens that a list or an option may have and may lack: never the whole of a message.</summary>
    public static readonly string[] None = [];
}
