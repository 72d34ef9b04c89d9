using System.ComponentModel;
using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime;

/// <summary>A network from batches of <typeparamref name="TInput"/> to batches of <typeparamref name="TOutput"/>.</summary>
public abstract class Network<TInput, TOutput> : Network
    where TInput : IShape
    where TOutput : IShape
{
    /// <inheritdoc/>
    protected Network(string name, IReadOnlyList<LayerInfo> layers, int seed, Device? device, ElementType elementType)
        : base(name, layers, seed, device, elementType)
    {
    }

    /// <inheritdoc/>
    protected Network(string name, IReadOnlyList<LayerInfo> layers, Network whole)
        : base(name, layers, whole)
    {
    }

    /// <summary>
    /// The network's output in inference: no dropout, running statistics. Keeps nothing; may be called from several threads at once.
    /// The caller disposes the result.
    /// </summary>
    /// <exception cref="ArgumentException">The input is on another device, of another element type, or has no example.</exception>
    /// <exception cref="LayerException">A layer's operation failed.</exception>
    public abstract Tensor<TOutput> Predict(Tensor<TInput> input);
}

/// <summary>
/// A network with a loss against a <typeparamref name="TTarget"/>: <see cref="Labels"/>, or a tensor of the output's shape.
/// </summary>
public abstract class Network<TInput, TOutput, TTarget> : Network<TInput, TOutput>, ITrainable<Batch<TInput, TTarget>>
    where TInput : IShape
    where TOutput : IShape
    where TTarget : Tensor
{
    /// <inheritdoc/>
    protected Network(string name, IReadOnlyList<LayerInfo> layers, int seed, Device? device, ElementType elementType)
        : base(name, layers, seed, device, elementType)
    {
    }

    /// <inheritdoc/>
    protected Network(string name, IReadOnlyList<LayerInfo> layers, Network whole)
        : base(name, layers, whole)
    {
    }

    /// <summary>Forward, loss, backward and update in one pass; the loss of this batch before the update.</summary>
    /// <exception cref="ArgumentException">
    /// Input or target is on another device, of another element type, or their numbers of examples differ.
    /// </exception>
    /// <exception cref="LayerException">A layer's operation failed.</exception>
    public abstract float TrainStep(Tensor<TInput> input, TTarget target, Optimizer optimizer);

    /// <summary>The loss and the output in inference. The caller disposes the output.</summary>
    /// <exception cref="ArgumentException">
    /// Input or target is on another device, of another element type, or their numbers of examples differ.
    /// </exception>
    /// <exception cref="LayerException">A layer's operation failed.</exception>
    public abstract float Evaluate(Tensor<TInput> input, TTarget target, out Tensor<TOutput> output);

    /// <summary>For compiled code: whether it is the first output that the loss compares with the target.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected virtual bool ComparesOutput => true;

    Network ITrainable<Batch<TInput, TTarget>>.Network => this;

    float ITrainable<Batch<TInput, TTarget>>.TrainStep(Batch<TInput, TTarget> batch, Optimizer optimizer) => TrainStep(batch.Input, batch.Target, optimizer);

    (float Loss, Tensor Output) ITrainable<Batch<TInput, TTarget>>.Evaluate(Batch<TInput, TTarget> batch) => (Evaluate(batch.Input, batch.Target, out var output), output);

    Labels? ITrainable<Batch<TInput, TTarget>>.ClassesOf(Batch<TInput, TTarget> batch) => ComparesOutput ? batch.Target as Labels : null;

    /// <summary>A step would find a wrong label too, but only knows its place in a shuffled batch.</summary>
    void ITrainable<Batch<TInput, TTarget>>.Check(IDataset<Batch<TInput, TTarget>> data)
    {
        if (ComparesOutput && data is Dataset<TInput, TTarget> { Targets: LabelExamples labels } && TOutput.Dimensions.Length == 1) labels.Check(data.Count, TOutput.Dimensions[0], Name);
    }
}
