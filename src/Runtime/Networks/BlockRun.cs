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
    private State? _idle;

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
        var state = Rent();
        for (int i = 0; i < _blocks.Length; i++)
        {
            var (output, saved) = _blocks[i].Forward(step, x);
            state.Saved[i] = saved;
            state.Outputs[i] = output;
            if (i > 0 && !_keepsValues) step.Release(x);
            x = output;
        }

        return (x, state);
    }

    /// <inheritdoc cref="Block{TSaved}.Backward"/>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public Value Backward(Step step, Value gradient, State state, Value input = default, Value output = default, Optimizer? optimizer = null)
    {
        int last = _blocks.Length - 1;
        for (int i = last; i >= 0; i--)
        {
            var given = _keepsValues && i > 0 ? state.Outputs[i - 1] : input;
            var made = _keepsValues && i < last ? state.Outputs[i] : output;
            gradient = _blocks[i].Backward(step, gradient, state.Saved[i], given, made, optimizer);
            if (_keepsValues && i < last) step.Release(made);
        }

        Return(state);
        return gradient;
    }

    private State Rent()
    {
        lock (_gate)
        {
            if (_idle is not { } state) return new State(_blocks.Length);
            _idle = state.Next;
            state.Next = null;
            return state;
        }
    }

    // One whose backward pass never came is left to the garbage collector; its values are the step's.
    private void Return(State state)
    {
        lock (_gate)
        {
            state.Next = _idle;
            _idle = state;
        }
    }

    /// <summary>What the forward passes keep, block by block.</summary>
    public sealed class State
    {
        internal State(int count) => (Saved, Outputs) = (new TSaved[count], new Value[count]);

        internal TSaved[] Saved { get; }

        internal Value[] Outputs { get; }

        internal State? Next { get; set; }
    }
}
