using System.Collections;
using System.ComponentModel;
using System.Globalization;

namespace ModelDsl.Runtime;

/// <summary>Equal blocks behind each other: <c>basic(64) x3</c>. They differ in their weights alone.</summary>
public sealed class BlockRun<TBlock, TSaved> : IReadOnlyList<TBlock>
    where TBlock : Block<TSaved>
    where TSaved : struct
{
    private readonly TBlock[] _blocks;
    private readonly bool _keepsValues;
    private readonly Lock _gate = new();
    private Kept? _idle;

    /// <param name="prefix">What their names begin with: <c>basic2_</c>.</param>
    /// <param name="first">The first one's number.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="keepsValues">Whether backward passes need the blocks' inputs or outputs, and so the values between them.</param>
    /// <param name="create">Makes the block of a name.</param>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public BlockRun(string prefix, int first, int count, bool keepsValues, Func<string, TBlock> create)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _keepsValues = keepsValues;
        _blocks = new TBlock[count];
        for (int i = 0; i < count; i++) _blocks[i] = create(prefix + (first + i).ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public int Count => _blocks.Length;

    /// <inheritdoc/>
    public TBlock this[int index] => _blocks[index];

    /// <inheritdoc/>
    public IEnumerator<TBlock> GetEnumerator() => ((IEnumerable<TBlock>)_blocks).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc cref="Block{TSaved}.Predict"/>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public Value Predict(Step step, Value x)
    {
        foreach (var block in _blocks) x = block.Predict(step, x);
        return x;
    }

    /// <inheritdoc cref="Block{TSaved}.Forward"/>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public (Value Output, State State) Forward(Step step, Value x)
    {
        var kept = Rent();
        for (int i = 0; i < _blocks.Length; i++)
        {
            var (output, saved) = _blocks[i].Forward(step, x);
            kept.Saved[i] = saved;
            kept.Outputs[i] = output;
            if (i > 0 && !_keepsValues) step.Release(x);
            x = output;
        }

        return (x, new State(kept));
    }

    /// <inheritdoc cref="Block{TSaved}.Backward"/>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public Value Backward(Step step, Value gradient, State state, Value input = default, Value output = default, Optimizer? optimizer = null)
    {
        var kept = state.Kept;
        int last = _blocks.Length - 1;
        for (int i = last; i >= 0; i--)
        {
            var given = _keepsValues && i > 0 ? kept.Outputs[i - 1] : input;
            var made = _keepsValues && i < last ? kept.Outputs[i] : output;
            gradient = _blocks[i].Backward(step, gradient, kept.Saved[i], given, made, optimizer);
            if (_keepsValues && i < last) step.Release(made);
        }

        Return(kept);
        return gradient;
    }

    private Kept Rent()
    {
        lock (_gate)
        {
            if (_idle is not { } kept) return new Kept(_blocks.Length);
            _idle = kept.Next;
            kept.Next = null;
            return kept;
        }
    }

    // One whose backward pass never came is left to the garbage collector; its values are the step's.
    private void Return(Kept kept)
    {
        lock (_gate)
        {
            kept.Next = _idle;
            _idle = kept;
        }
    }

    /// <summary>What the forward passes keep, block by block.</summary>
    public readonly struct State
    {
        internal State(Kept kept) => Kept = kept;

        internal Kept Kept { get; }
    }

    internal sealed class Kept(int count)
    {
        public TSaved[] Saved { get; } = new TSaved[count];

        public Value[] Outputs { get; } = new Value[count];

        public Kept? Next { get; set; }
    }
}
