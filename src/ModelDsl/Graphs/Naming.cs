using System.Text;
using ModelDsl.Binding;

namespace ModelDsl.Graphs;

/// <summary>How layers and values are spelt in C#.</summary>
public static class Naming
{
    private static readonly char[] Separators = ['-', ' ', '.'];

    /// <summary><c>conv1_1</c> to <c>Conv1_1</c>, <c>A-LRN</c> to <c>ALrn</c>, <c>mnist mlp</c> to <c>MnistMlp</c>: hyphens and blanks go, words begin with a capital.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (var word in name.Split(Separators))
        {
            if (word.Length == 0) continue;
            var shouted = word.Length > 1 && word.All(c => !char.IsLower(c)) && word.Any(char.IsLetter);
            text.Append(char.ToUpperInvariant(word[0])).Append(shouted ? word.Substring(1).ToLowerInvariant() : word.Substring(1));
        }

        return text.ToString();
    }

    /// <summary>A name as a variable, which is never a property's: as <see cref="Variable"/>, and what begins with no letter of a lower case gets a <c>_</c>: <c>名前_</c>.</summary>
    public static string Local(string name) => Variable(name) is var word && word.Length > 0 && char.IsLower(word[0]) ? word : word + "_";

    /// <summary>A name with a small letter first: <c>conv1_1</c> stays, <c>embed.conv1</c> becomes <c>embedConv1</c>, <c>Code</c> becomes <c>code</c>.</summary>
    public static string Variable(string name)
    {
        var word = name.IndexOfAny(Separators) < 0 ? name : Pascal(name);
        return word.Length > 0 && char.IsUpper(word[0]) ? char.ToLowerInvariant(word[0]) + word.Substring(1) : word;
    }

    /// <summary>The name of a layer's output: the layer's, with the output's own addition.</summary>
    public static string Forward(BoundNode? origin, string addition) => (origin?.Variable ?? "value") + addition;

    /// <summary>A passing name in the backward pass; a gradient is renamed when it is known whose it is.</summary>
    public static string Backward(BoundNode? origin, string addition) => "d" + Pascal(Forward(origin, addition));

    /// <summary><c>conv1</c> to <c>dConv1</c>.</summary>
    public static string GradientOf(Value value) => "d" + char.ToUpperInvariant(value.Name[0]) + value.Name.Substring(1);
}
