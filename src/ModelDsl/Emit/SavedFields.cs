using ModelDsl.Graphs;
using ModelDsl.Ops;

namespace ModelDsl.Emit;

/// <summary>The properties that keep values between two passes: each is called after its value, and no two alike.</summary>
internal sealed class SavedFields
{
    // What their class or struct has by itself.
    private static readonly string[] Members =
        ["Dispose", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "Output", "ReferenceEquals", "Resume", "ToString"];

    private readonly Dictionary<Value, string> _names = [];

    /// <param name="saved">The values.</param>
    /// <param name="others">Properties that the class has besides.</param>
    public SavedFields(IEnumerable<Value> saved, IEnumerable<string> others)
    {
        var taken = new HashSet<string>(Members.Concat(others), StringComparer.Ordinal);
        foreach (var value in saved)
        {
            var plain = value.Producer.Op is Argument && value.Name == "x" ? "Input" : Naming.Pascal(value.Name);
            var name = plain;
            for (var i = 2; !taken.Add(name); i++) name = $"{plain}_{Constants.Of(i)}";
            _names.Add(value, name);
        }
    }

    /// <summary>The property of a value.</summary>
    public string this[Value value] => _names[value];
}
