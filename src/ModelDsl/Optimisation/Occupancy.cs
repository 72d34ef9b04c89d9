using ModelDsl.Graphs;
using ModelDsl.Ops;
using ModelDsl.Text;

namespace ModelDsl.Optimisation;

/// <summary>What memory a method's values take as it runs. Counts memory, not values: a view lives in what it looks at, and an operation in place in its input.</summary>
internal sealed class Occupancy
{
    private readonly Dictionary<Value, Value> _memory = [];
    private readonly Dictionary<Value, int> _holders = [];
    private readonly List<Peak> _moments = [];
    private Peak _alive = new(0, 0);

    private Occupancy()
    {
    }

    /// <summary>The fullest moments of a method.</summary>
    /// <param name="steps">Its operations in order.</param>
    /// <param name="owned">Arguments that are its own to release.</param>
    public static EquatableArray<Peak> Fullest(IEnumerable<PlanStep> steps, IEnumerable<Value> owned)
    {
        var occupancy = new Occupancy();
        foreach (var value in owned) occupancy.Hold(value, value);
        foreach (var step in steps) occupancy.Run(step);
        return Peak.Fullest(occupancy._moments);
    }

    /// <summary>
    /// Bytes of one value as the CPU's kernels hold it: a feature map with what fills its last block, and a place of a maximum in one byte where it is in
    /// blocks or the pooling one with its convolution, in four elsewhere.
    /// </summary>
    public static Peak Of(Value value)
    {
        var type = value.Type;
        if (!type.PerExample) return new Peak(0, type.Bytes);
        var isMap = type.Shape.IsImage && type.Shape.Channels > Layout.FewChannels;
        var lanes = isMap ? (type.Shape.Channels + Layout.Block - 1) / Layout.Block * Layout.Block : 1;
        var elements = isMap ? (long)lanes * type.Shape.Height * type.Shape.Width : type.Shape.Elements;
        return new Peak(type.Element switch
        {
            Element.Float => 4 * elements,
            Element.Index => isMap || value.Producer.Op is ConvolutionMaxPool ? elements : 4 * elements,
            _ => type.Bytes,
        }, 0);
    }

    private void Run(PlanStep step)
    {
        var op = step.Node.Op;
        _moments.Add(_alive);
        _moments.AddRange(op.Inner.Select(_alive.Plus));
        foreach (var output in step.Node.Outputs)
        {
            // What a backward operation is not asked for, it does not make.
            if (output.Users.Count == 0 && op is BackwardOp) continue;
            var shares = op.IsView || (step.Reuse && output.Index == op.InPlace);
            Hold(output, shares && _memory.TryGetValue(step.Node.Inputs[0], out var of) ? of : output);
        }

        _moments.Add(_alive);
        foreach (var released in step.Releases) Drop(released);
        // What an operation takes over is gone with it, an updated parameter's gradient too; with its backward pass a block's state is.
        if (op is UpdateParameter || (step.Reuse && op.Reuse == InputReuse.TakesOver)) Drop(step.Node.Inputs[0]);
        foreach (var state in step.Node.Inputs.Where(i => i.Type.Element == Element.State)) Drop(state);
    }

    private void Hold(Value value, Value of)
    {
        _memory[value] = of;
        _holders.TryGetValue(of, out var count);
        _holders[of] = count + 1;
        if (count == 0) _alive = _alive.Plus(Of(of));
    }

    private void Drop(Value value)
    {
        if (!_memory.TryGetValue(value, out var of) || --_holders[of] > 0) return;
        var gone = Of(of);
        _alive = new Peak(_alive.PerExample - gone.PerExample, _alive.Shared - gone.Shared);
    }
}
