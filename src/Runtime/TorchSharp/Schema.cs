namespace ModelDsl.Runtime.TorchSharp;

/// <summary>An operator's schema, as ATen writes it: <c>add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -&gt; Tensor</c>.</summary>
internal sealed record Schema(string FullName, Schema.Parameter[] Parameters, int Results)
{
    /// <summary>The name without the overload: what a script calls.</summary>
    public string Name => FullName.Split('.')[0];

    /// <exception cref="FormatException">The text is no schema.</exception>
    public static Schema Parse(string text)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        int arrow = text.LastIndexOf(" -> ", StringComparison.Ordinal);
        if (open < 0 || arrow < open || text[arrow - 1] != ')') throw new FormatException($"'{text}' is no schema of an operator.");
        var parameters = new List<Parameter>();
        bool isKeyword = false;
        foreach (string part in text[(open + 1)..(arrow - 1)].Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "*") isKeyword = true;
            else parameters.Add(Parameter.Parse(part, isKeyword));
        }

        return new Schema(text[..open], [.. parameters], text[(arrow + 4)..].Split(", ").Length);
    }

    /// <summary>One parameter: its name, its type without what it aliases, whether it may be none, has a default, and can be given by its name alone.</summary>
    internal sealed record Parameter(string Name, string Type, bool IsOptional, bool HasDefault, bool IsKeyword)
    {
        /// <summary>A list: <c>int[2]</c>.</summary>
        public bool IsList => Type.EndsWith(']');

        /// <summary><c>Tensor(a!) self</c>, <c>int[2] stride=[]</c>, <c>Scalar? max=None</c></summary>
        public static Parameter Parse(string text, bool isKeyword)
        {
            int space = text.IndexOf(' ', StringComparison.Ordinal);
            string type = text[..space];
            bool isOptional = type.EndsWith('?');
            type = type.TrimEnd('?');
            int alias = type.IndexOf('(', StringComparison.Ordinal);
            if (alias >= 0) type = type[..alias] + type[(type.IndexOf(')', StringComparison.Ordinal) + 1)..];
            string[] name = text[(space + 1)..].Split('=');
            return new Parameter(name[0], type, isOptional, name.Length > 1, isKeyword);
        }
    }
}
