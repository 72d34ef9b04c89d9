using ModelDsl.Ops;

namespace ModelDsl.Models.Tests.Passes;

/// <summary>
/// The parameters that a batch normalisation takes away again, whose gradients are 0 but for rounding: a bias before it, or the beta of an earlier
/// normalisation, where nothing between the two minds a shift of a channel; and the gamma of an earlier one where nothing between minds its scale, the
/// beta being 0 as it begins. Attention's softmax takes away the bias of its keys.
/// </summary>
internal sealed class Cancellations
{
    private readonly Dictionary<nint, string[]> _shifts = [];
    private readonly Dictionary<nint, string[]> _scales = [];
    private readonly HashSet<string> _names = [];

    public bool Contains(string parameter) => _names.Contains(parameter);

    /// <summary>Follows one operation.</summary>
    /// <param name="op">What was done.</param>
    /// <param name="inputs">With what; parameters too.</param>
    /// <param name="parameters">The names of the parameters among them.</param>
    /// <param name="output">What came of it.</param>
    public void Follow(Op op, nint[] inputs, IReadOnlyList<string> parameters, nint output)
    {
        if (op is BatchNorm) _names.UnionWith([.. Of(_shifts, inputs[0]), .. Of(_scales, inputs[0])]);
        if (op is AttendOverPositions) _names.UnionWith(Of(_shifts, inputs[1]));
        string[] own = [.. parameters.Where(p => p.EndsWith(".bias", StringComparison.Ordinal))];
        _shifts[output] = op switch
        {
            // Where no zeros are padded, a shift of a whole channel is one of each channel that comes of it.
            Convolution c when c.Window.Padding == Graphs.Size2.Zero => [.. own, .. Of(_shifts, inputs[0])],
            Add => [.. inputs.SelectMany(i => Of(_shifts, i))],
            _ => own,
        };
        _scales[output] = op switch
        {
            BatchNorm => [.. parameters.Where(p => p.EndsWith(".weight", StringComparison.Ordinal))],
            // Few values reach the cap of relu6.
            Activate { Function.Name: var name } when name.StartsWith("relu", StringComparison.Ordinal) => Of(_scales, inputs[0]),
            Convolution { Window.Groups: > 1 } c when c.Window.Groups == c.OutputShape.Channels => Of(_scales, inputs[0]),
            MaxPool or AveragePool => Of(_scales, inputs[0]),
            Concatenate => [.. inputs.SelectMany(i => Of(_scales, i))],
            _ => [],
        };
    }

    private static string[] Of(Dictionary<nint, string[]> known, nint value) => known.TryGetValue(value, out var names) ? names : [];
}
