using System.Globalization;
using System.Text;
using ModelDsl.Runtime.Interop;

namespace ModelDsl.Runtime.TorchSharp;

/// <summary>
/// Writes a call of an operator as a function in TorchScript. Tensors and numbers, those in lists too, are its parameters, so that one function serves every
/// batch size and learning rate; what TorchSharp cannot hand over stands in the text: truth values, devices, what is absent, the lengths of lists.
/// </summary>
internal sealed class Script
{
    /// <summary>The function's name in each script.</summary>
    public const string Function = "call";

    private readonly StringBuilder _parameters = new();
    private readonly StringBuilder _before = new();
    private readonly StringBuilder _call = new();
    private int _count;

    private Script()
    {
    }

    /// <param name="schema">The operator.</param>
    /// <param name="arguments">A call of it: their kinds and lengths, truth values and devices matter, and no others.</param>
    /// <param name="returns">Whether the function returns the results.</param>
    /// <exception cref="LibTorchException">An argument is not what the schema asks for.</exception>
    public static string Write(Schema schema, ReadOnlySpan<Argument> arguments, bool returns)
    {
        if (arguments.Length > schema.Parameters.Length)
            throw new LibTorchException($"aten::{schema.FullName}: takes {schema.Parameters.Length} arguments, given {arguments.Length}");
        foreach (var missing in schema.Parameters.AsSpan(arguments.Length))
        {
            if (!missing.HasDefault) throw new LibTorchException($"aten::{schema.FullName}: the argument '{missing.Name}' is missing");
        }

        var script = new Script();
        for (int i = 0; i < arguments.Length; i++) script.Add(schema, i, arguments[i]);
        string call = $"torch.{schema.Name}({script._call})";
        string last = !returns ? call
            : Wanted(schema, arguments) is { Length: > 0 } wanted ? $"r = {call}\n    return {Chosen(wanted)}"
            : $"return {call}";
        return $"def {Function}({script._parameters}):\n{script._before}    {last}\n";
    }

    /// <summary>
    /// Which of the results exist, as the last argument says that has a truth value for each: a gradient's output_mask. Only these are returned, for TorchSharp
    /// counts a tensor that is none as one that nobody disposed. Empty where there is no such argument.
    /// </summary>
    public static unsafe ReadOnlySpan<bool> Wanted(Schema schema, ReadOnlySpan<Argument> arguments)
    {
        if (arguments.Length == 0 || arguments[^1] is not { Kind: ArgumentKind.Bools } mask || mask.Count != schema.Results) return [];
        var wanted = new ReadOnlySpan<bool>(mask.Elements, mask.Count);
        return wanted.Contains(true) ? wanted : [];
    }

    private static string Chosen(ReadOnlySpan<bool> wanted)
    {
        var chosen = new StringBuilder();
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i]) chosen.Append(chosen.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"r[{i}]");
        }

        return chosen.ToString();
    }

    private void Add(Schema schema, int index, Argument argument)
    {
        var parameter = schema.Parameters[index];
        if (!Fits(parameter, argument.Kind))
        {
            throw new LibTorchException(
                $"aten::{schema.FullName}: '{parameter.Name}' is {parameter.Type}{(parameter.IsOptional ? "?" : "")}, but the argument is {argument.Kind}.");
        }

        if (index > 0) _call.Append(", ");
        if (parameter.IsKeyword) _call.Append(parameter.Name).Append('=');
        Write(argument);
    }

    private void Write(Argument argument)
    {
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor: Parameter("Tensor"); break;
            case ArgumentKind.Int: Parameter("int"); break;
            case ArgumentKind.Double: Parameter("float"); break;
            case ArgumentKind.Bool: _call.Append(Word(argument.Integer != 0)); break;
            case ArgumentKind.Ints: List(argument.Count, "int"); break;
            case ArgumentKind.Doubles: List(argument.Count, "float"); break;
            case ArgumentKind.Tensors: List(argument.Count, "Tensor"); break;
            case ArgumentKind.Bools: _call.Append('[').AppendJoin(", ", Words(argument)).Append(']'); break;
            case ArgumentKind.Device: _call.Append('"').Append(DeviceOf(argument)).Append('"'); break;
            default: _call.Append("None"); break;
        }
    }

    private void Parameter(string type)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"a{_count++}");
        if (_parameters.Length > 0) _parameters.Append(", ");
        _parameters.Append(name).Append(": ").Append(type);
        _call.Append(name);
    }

    // An empty list is one of tensors, unless it is told.
    private void List(int count, string type)
    {
        if (count == 0)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"empty{_call.Length}");
            _before.Append("    ").Append(name).Append(": List[").Append(type).Append("] = []\n");
            _call.Append(name);
            return;
        }

        _call.Append('[');
        for (int i = 0; i < count; i++)
        {
            if (i > 0) _call.Append(", ");
            Parameter(type);
        }

        _call.Append(']');
    }

    private static string DeviceOf(Argument argument) =>
        argument.Integer == (long)DeviceKind.Cpu ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{argument.Count}");

    private static unsafe string[] Words(Argument argument)
    {
        var words = new string[argument.Count];
        for (int i = 0; i < words.Length; i++) words[i] = Word(((bool*)argument.Elements)[i]);
        return words;
    }

    private static string Word(bool value) => value ? "True" : "False";

    /// <summary>Whether a script with such an argument compiles: one that does not would end the process.</summary>
    private static bool Fits(Schema.Parameter parameter, ArgumentKind kind)
    {
        if (kind == ArgumentKind.None) return parameter.IsOptional;
        string element = parameter.IsList ? parameter.Type[..parameter.Type.IndexOf('[', StringComparison.Ordinal)] : parameter.Type;
        return (parameter.IsList, element) switch
        {
            (false, "Tensor") => kind == ArgumentKind.Tensor,
            (false, "int" or "SymInt" or "ScalarType" or "Layout" or "MemoryFormat") => kind == ArgumentKind.Int,
            (false, "float") => kind == ArgumentKind.Double,
            (false, "Scalar") => kind is ArgumentKind.Double or ArgumentKind.Int,
            (false, "bool") => kind == ArgumentKind.Bool,
            (false, "Device") => kind == ArgumentKind.Device,
            (true, "Tensor") => kind == ArgumentKind.Tensors,
            (true, "int" or "SymInt") => kind == ArgumentKind.Ints,
            (true, "float") => kind == ArgumentKind.Doubles,
            (true, "bool") => kind == ArgumentKind.Bools,
            _ => false,
        };
    }
}
