namespace ModelDsl.Runtime.Tests.Gradients;

/// <summary>
/// One row of the gradient tests: how a step computes an operation and its gradient, and how plain libtorch computes the same output,
/// from which autograd takes the gradient to compare with. To test an operation is to add rows.
/// </summary>
internal sealed record GradientCase
{
    public required string Name { get; init; }

    /// <summary>Sizes of the inputs; they hold random numbers.</summary>
    public required long[][] Inputs { get; init; }

    /// <summary>The layer, when it learns something.</summary>
    public Func<Network, LayerParameters>? Layer { get; init; }

    /// <summary>A tensor that has no gradient: labels, a target, tokens.</summary>
    public Func<ElementType, Device, Tensor>? Constant { get; init; }

    /// <summary>The step's forward pass: the output, then what its backward pass needs.</summary>
    public required Func<Pass, Value[]> Forward { get; init; }

    /// <summary>The step's backward pass: gradients of the inputs, then of the parameters; none for one that is not asked for.</summary>
    public required Func<Pass, Value, Value[]> Backward { get; init; }

    /// <summary>The output in libtorch's own unfused operators.</summary>
    public required Func<Tape, nint> Reference { get; init; }

    /// <summary>The output is a loss: a scalar whose gradient is 1.</summary>
    public bool IsLoss { get; init; }

    /// <summary>The operation may overwrite the gradient it is given.</summary>
    public bool Reuse { get; init; }

    /// <summary>ATen's operators only, where the shim has its own.</summary>
    public bool Unfused { get; init; }

    /// <summary>Each forward pass gives another output, so there are no central differences.</summary>
    public bool IsRandom { get; init; }
}

/// <summary>One run of a row's operation through a step.</summary>
internal sealed class Pass(Step step, LayerParameters? layer, Value[] inputs, Value constant)
{
    public Step Step => step;

    public Value X => inputs[0];

    public Value Y => inputs[1];

    public Value Z => inputs[2];

    public Value Input(int index) => inputs[index];

    public Value Constant => constant;

    /// <summary>What Forward returned.</summary>
    public Value[] Kept { get; set; } = [];

    public Value Output => Kept[0];

    public T Layer<T>() where T : LayerParameters => (T)layer!;
}
